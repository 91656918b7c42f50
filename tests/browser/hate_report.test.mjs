// North Yorkshire: the hub reports a hate crime for somebody who does not go to the police, unnamed if they want that.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { startHubOf } from "./other_hubs.mjs";
import { faultsOf } from "./page_check.mjs";
import { done, due, follow, paths, press, timeline } from "./steps.mjs";

const KIT = "N1,25/1,2026-11-17T09:00:00Z,Assault,hate_religion,Kit,Marsh,1959-02-01,YO1 1AA,11 Castle Road,07700 900110,yes,given";
const northYorkshire = () => startHubOf("north-yorkshire", [[AMINA, "Amina Yusuf", "worker"]], [KIT]);
const journey = journeys({}, northYorkshire);

async function isFine(page, what) {
  assert.deepEqual(await faultsOf(page, "Supporting Victims"), [], what);
}

journey("an unnamed report says nothing of who it is, is sent, and counts as sent", async (visit) => {
  const page = await visit(AMINA);
  await page.goto("/work?whose=nobodys");
  const [path] = await paths(page);
  await page.goto(path);
  await follow(page.getByRole("link", { name: "Report a hate crime for the person" }));
  await isFine(page, "no report yet");
  await page.goto(`${path}/hate-reports/new`);
  await press(page, "Make the report");
  await isFine(page, "a report, nothing filled in");
  await page.getByLabel("Hate crime (religion)").check();
  await page.getByLabel("No, they stay unnamed").check();
  await page.getByLabel("What happened?").fill("They were shouted at. Ring 07700 900110.");
  await page.getByLabel("By word of mouth").check();
  await press(page, "Make the report");
  await expect(page.locator(".govuk-error-summary")).toContainText("Take out a phone number of theirs");
  await isFine(page, "a report that tells who it is");
  await page.getByLabel("What happened?").fill("They were shouted at in the shop.");
  await press(page, "Make the report");
  await done(page, "The report has been made. It is not sent by itself");
  await isFine(page, "a report that is made");
  await follow(page.getByRole("link", { name: "See it as a page to print" }));
  await isFine(page, "what goes to the force");
  const sheet = await page.locator("main").innerText();
  assert.ok(sheet.includes("Does not want to be named") && !/Kit|Marsh|Castle|900110|1959/.test(sheet), sheet);
  await page.goto(path);
  await expect(due(page).filter({ hasText: /hate/i })).toHaveCount(1);
  await page.goto("/hate-reports");
  await isFine(page, "the reports of the hub");
  await follow(page.getByRole("rowheader").getByRole("link"));
  await press(page, "Save");
  await isFine(page, "what became of a report, nothing chosen");
  await page.getByLabel("I have sent it to the force").check();
  await page.getByLabel("What does the force call it, if it said so?").fill("25/9999");
  await press(page, "Save");
  await done(page, "The report counts as sent.");
  await isFine(page, "a report that was sent");
  await page.goto(path);
  await expect(due(page).filter({ hasText: /hate/i })).toHaveCount(0);
  await expect(timeline(page).first()).toContainText("Report of a hate crime sent to the force");
});

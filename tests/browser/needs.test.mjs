// Needs, plan and major incidents: what a worker and a lead fill in, each page within reach of everybody and with its errors.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, PRIYA } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { faultsOf } from "./page_check.mjs";
import { done, openCase, press } from "./steps.mjs";

const journey = journeys();

async function isFine(page, what) {
  assert.deepEqual(await faultsOf(page), [], what);
}

const answer = (page, question, text) => page.getByRole("group", { name: question }).getByLabel(text, { exact: true }).check();

journey("needs are assessed, asked again, and the way between is shown", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones");
  await page.goto(`${path}/assess`);
  await isFine(page, "assessing");
  await press(page, "Save the assessment");
  await isFine(page, "assessing, nothing answered");
  await answer(page, "Shelter and accommodation", "Much need");
  await answer(page, "How safe do you feel?", "2, bad");
  await page.getByLabel("What was said (optional)").fill("The locks do not close.");
  await press(page, "Save the assessment");
  await done(page, "The assessment has been saved.");
  await page.goto(`${path}/assess/end`);
  await isFine(page, "asking again");
  await answer(page, "How safe do you feel?", "4, good");
  await press(page, "Save the answers");
  await isFine(page, "needs");
  await expect(page.locator("main")).toContainText("2 better");
});

journey("a step of the plan is agreed and done", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones");
  await page.goto(`${path}/plan`);
  await isFine(page, "an empty plan");
  await press(page.locator("section[aria-labelledby=safety]"), "Add the step");
  await isFine(page, "a plan with an error");
  await page.getByLabel("Add a step for the person’s safety").fill("New locks by Monday");
  await press(page.locator("section[aria-labelledby=safety]"), "Add the step");
  await isFine(page, "a plan with a step");
  await press(page, "Done");
  await expect(page.locator("section[aria-labelledby=safety] .govuk-tag")).toHaveText("Done");
});

journey("a major incident is declared and ended", async (visit) => {
  const page = await visit(PRIYA);
  await page.goto("/major-incidents");
  await isFine(page, "no major incident");
  await press(page, "Declare it");
  await isFine(page, "a declaration with errors");
  await page.getByLabel("What is it called?").fill("Explosion at the market");
  const day = page.getByRole("group", { name: "On which day did it happen" });
  for (const [part, typed] of [["Day", "1"], ["Month", "1"], ["Year", "2025"]]) await day.getByLabel(part).fill(typed);
  await page.getByLabel("Crime references (optional)").fill("CR/1");
  await press(page, "Declare it");
  await isFine(page, "a major incident that stands");
  await press(page, "It has ended");
  await done(page, "The major incident has ended.");
});

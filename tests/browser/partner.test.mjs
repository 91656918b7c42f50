// Gwent: somebody was referred to two services under the roof. Who works at one reads what they need and answers; where else the person goes, and
// what the hub still owes them, they are not told.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { journeys } from "./journey.mjs";
import { Keyboard } from "./keyboard.mjs";
import { startHubOf } from "./other_hubs.mjs";
import { faultsOf } from "./page_check.mjs";
import { done, due, follow, heading, press, rows } from "./steps.mjs";

const SAM = "sam@example.org";
const LOU = "lou@example.org";
const EVE = "eve@example.org";
const OLA = "ola@example.org";
const PEOPLE = [
  [SAM, "Sam Price", "worker"],
  [LOU, "Lou Hale", "specialist", "--agency", "grant_services", "--team", "lgbtq"],
  [EVE, "Eve Rhys", "specialist", "--agency", "support_contract"],
  [OLA, "Ola Bevan", "commissioner", "--agency", "commissioner"],
];
const OURS = "Support for LGBTQ+ people";
const THEIRS = "Emotional and practical support";
const row = (number, given, family) =>
  `G${number},26/${number},2026-11-17T09:00:00Z,Assault,hate_orientation,${given},${family},1985-05-0${number},NP20 1AA,${number} High Street,07700 90010${number},yes,given`;
const gwent = () => startHubOf("gwent", PEOPLE, [row(1, "Ben", "Marsh"), row(2, "Eli", "Frost"), row(3, "Fay", "Holt")]);
const journey = journeys({}, gwent);

async function isFine(page, what) {
  assert.deepEqual(await faultsOf(page, "Connect Gwent"), [], what);
}

/** The hub refers somebody to both services, and the other one writes a note. Answers with where the case is. */
async function refer(visit, name) {
  const sam = await visit(SAM);
  await sam.goto("/work?whose=everyones");
  await follow(sam.getByRole("link", { name }));
  const { pathname } = new URL(sam.url());
  for (const service of [OURS, THEIRS]) {
    await sam.goto(`${pathname}/onward/consent`);
    await sam.getByRole("radio", { name: service }).check();
    await sam.getByRole("radio", { name: "They agree, by word of mouth" }).check();
    await press(sam, "Save");
    await sam.goto(`${pathname}/onward/refer`);
    await sam.getByRole("radio", { name: service }).check();
    await press(sam, "Refer");
  }
  await sam.goto(pathname);
  await expect(due(sam)).toContainText(["Call", "Ask the service for its answer", "Ask the service for its answer"]);
  const eve = await visit(EVE);
  await eve.goto(`${pathname}/notes`);
  await eve.getByRole("radio", { name: "Support", exact: true }).check();
  await eve.getByLabel("Note", { exact: true }).fill("Sleeps better.");
  await press(eve, "Save the note");
  await done(eve, "The note has been saved.");
  assert.ok(!(await eve.locator("main").innerText()).includes("LGBTQ"), "who is at the other service is not told of this one");
  return pathname;
}

/** What must stand on no page that Lou opens. */
async function tellsNothingElse(page) {
  const text = await page.locator("main").innerText();
  for (const told of [THEIRS, "Commissioned support service", "Eve Rhys", "Ask the service", "Find the person another service"]) {
    assert.ok(!text.includes(told), `${new URL(page.url()).pathname.replace(/[0-9a-f-]{36}/, "…")} tells “${told}”`);
  }
}

async function reads(page, name) {
  await follow(page.getByRole("link", { name: "See every case that you can read" }));
  await tellsNothingElse(page);
  const filters = await page.getByLabel("Only", { exact: true }).locator("option").allInnerTexts();
  assert.deepEqual(filters.map((filter) => filter.replace(/ \(.*/, "")), ["All cases", "Priority 1", "Priority 2", "Priority 3", "Enhanced rights"]);
  await expect(page.getByLabel("Contact by", { exact: true })).toHaveCount(0);
  const line = rows(page).filter({ hasText: name });
  await expect(line).toContainText("Another organisation works the case");
  await follow(line.getByRole("link"));
  await expect(heading(page)).toHaveText(name);
  await expect(page.getByRole("heading", { name: "What is due" })).toHaveCount(0);
  await expect(page.locator("section[aria-labelledby=notes]")).toContainText("another organisation");
  await expect(page.locator("section[aria-labelledby=notes]")).toContainText("Sleeps better.");
  await expect(page.getByRole("button", { name: "Record a contact attempt" })).toHaveCount(0);
  await tellsNothingElse(page);
}

async function answers(page) {
  await follow(page.getByRole("button", { name: "Answer the referral" }));
  await tellsNothingElse(page);
  await page.getByRole("radio", { name: "We take the person" }).check();
  await press(page, "Save");
  await done(page, "What the service says has been written down.");
  await expect(page.locator("main")).toContainText("Accepted, waits to start");
  await tellsNothingElse(page);
}

async function writes(page) {
  await follow(page.getByRole("link", { name: "Write a note" }));
  await page.getByRole("radio", { name: "Support", exact: true }).check();
  await page.getByLabel("Note", { exact: true }).fill("Comes on Thursdays.");
  await press(page, "Save the note");
  await done(page, "The note has been saved.");
  await expect(page.locator("section[aria-labelledby=notes]")).toContainText("Lou Hale, Services paid for by grants");
}

journey("who works at a service reads the case, answers for it and writes a note", async (visit) => {
  const path = await refer(visit, "Ben Marsh");
  const page = await visit(LOU);
  await isFine(page, "my work, where nothing is mine");
  await reads(page, "Ben Marsh");
  await isFine(page, "the case");
  await page.goto("/work?whose=everyones");
  await isFine(page, "whom they read of");
  await page.goto(`${path}/onward/answer`);
  await isFine(page, "what the service says");
  await press(page, "Save");
  await isFine(page, "what the service says, nothing chosen");
  await page.goto(path);
  await answers(page);
  await isFine(page, "the service");
  await page.goto(path);
  await writes(page);
  for (const below of ["needs", "plan"]) {
    await page.goto(`${path}/${below}`);
    await tellsNothingElse(page);
  }
});

journey("the same without a script, on a narrow screen; with the last word the case is shut", async (visit) => {
  const path = await refer(visit, "Eli Frost");
  const page = await visit(LOU, { javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
  await reads(page, "Eli Frost");
  await answers(page);
  await page.goto(path);
  await writes(page);
  await follow(page.getByRole("button", { name: "Answer the referral" }));
  await page.getByRole("radio", { name: "Our support has ended" }).check();
  await press(page, "Save");
  await done(page, "What the service says has been written down.");
  await page.goto(path);
  await expect(heading(page)).toHaveText("Page not found");
});

journey("the same with the keyboard alone", async (visit) => {
  await refer(visit, "Fay Holt");
  const page = await visit(LOU);
  const keyboard = new Keyboard(page);
  await keyboard.follow(page.getByRole("link", { name: "See every case that you can read" }));
  await keyboard.follow(rows(page).getByRole("link", { name: "Fay Holt" }));
  await keyboard.follow(page.getByRole("button", { name: "Answer the referral" }));
  await keyboard.choose(page.getByRole("radio", { name: "We take the person" }));
  await keyboard.follow(page.getByRole("button", { name: "Save" }));
  await done(page, "What the service says has been written down.");
});

journey("the commissioner’s office begins at what it may see", async (visit) => {
  const page = await visit(OLA);
  await expect(heading(page)).toHaveText("Figures");
  await isFine(page, "figures");
  await expect(page.getByRole("link", { name: "Back", exact: true })).toHaveCount(0);
  await follow(page.getByRole("contentinfo").getByRole("link", { name: "The hub’s rules" }));
  await expect(heading(page)).toHaveText("The hub’s rules");
});

// Two records that may be of one person: found on the list, looked at side by side, decided with keys or without a script, agreed by a second
// person, and taken back. ONEDOOR_PICTURES names a folder for pictures of the pages.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, GARETH } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { faultsOf } from "./page_check.mjs";
import { done, follow, heading, press, rows } from "./steps.mjs";

const journey = journeys();
const NOOR = "noor@example.org";
const NARROW = { viewport: { width: 320, height: 700 } };
const folder = process.env.ONEDOOR_PICTURES;

/** Opens the pair of these names; the hub's month has them open. */
async function openPair(page, names) {
  await page.goto("/same-people");
  await follow(page.getByRole("link", { name: names }));
  await expect(heading(page)).toContainText("Are these two records of one person?");
  return new URL(page.url()).pathname;
}

async function pictures(page, name) {
  if (!folder) return;
  const size = page.viewportSize();
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize(size);
}

const answer = (page, name) => page.getByRole("radio", { name, exact: true });

journey("every page of a pair is within reach of everybody", async (visit) => {
  const page = await visit(AMINA);
  const faults = [];
  const at = async (what) => {
    faults.push(...(await faultsOf(page)).map((fault) => `${what}: ${fault}`));
    await pictures(page, what);
  };
  await expect(page.getByRole("link", { name: /^Possible same people \(\d+\)$/ })).toBeVisible();
  await page.goto("/same-people");
  await at("pairs");
  const path = await openPair(page, /^Toby Whitlock/);
  await at("pair");
  await press(page, "Continue");
  await expect(page.locator(".govuk-error-summary")).toContainText("Select whether they are one person");
  await at("pair-nothing-chosen");
  await answer(page, "Different people").check();
  await at("pair-different-chosen");
  await press(page, "Continue");
  await expect(page.locator(".govuk-error-summary")).toContainText("Enter how you know that they are two people");
  await at("pair-no-reason");
  await page.goto(`${path}/join`);
  await at("join");
  await press(page, "Ask somebody else to agree");
  await at("join-no-reason");
  await page.goto("/same-people?page=99");
  await at("pairs-beyond-the-last");
  assert.deepEqual(faults, []);
});

journey("the picture of weights says in words what the table has in figures", async (visit) => {
  const page = await visit(AMINA);
  await openPair(page, /^Rosalyn Mercer/);
  const picture = page.getByRole("img", { name: "What speaks for one person and what against" });
  await expect(picture).toBeVisible();
  const weights = await picture.locator(".od-waterfall__weight").allTextContents();
  assert.ok(weights.length > 4 && weights.every((weight) => /^([+−]\d+\.\d|0)$/.test(weight)), weights.join(" "));
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const box = await picture.boundingBox();
    const bars = await picture.locator("rect").evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect()).map(({ left, right }) => [left, right]));
    assert.ok(bars.every(([left, right]) => left >= box.x - 2 && right <= box.x + box.width + 2 && right > left), JSON.stringify(bars));
    const letters = await picture.locator("text").first().evaluate((text) => parseFloat(getComputedStyle(text).fontSize));
    assert.ok(letters >= 14, `letters of ${letters} pixels at ${width}`);
  }
});

journey("letters choose an answer while the focus is on the answers, and nowhere else", async (visit) => {
  const page = await visit(AMINA);
  await openPair(page, /^M Oakes/);
  await page.keyboard.press("s");
  await expect(page.locator("input[name=answer]:checked")).toHaveCount(0);
  await expect(page.getByText("With the focus on one of these answers, the keys S, D and C choose.")).toBeVisible();
  await answer(page, "Same person").focus();
  await page.keyboard.press("c");
  await expect(answer(page, "I cannot tell")).toBeChecked();
  const seen = page.getByLabel("What did you see, and what would help to tell?");
  await seen.focus();
  await page.keyboard.type("sd said");
  await expect(answer(page, "I cannot tell")).toBeChecked();
  await expect(seen).toHaveValue("sd said");
  await answer(page, "I cannot tell").focus();
  await page.keyboard.press("Control+s");
  await expect(answer(page, "I cannot tell")).toBeChecked();
  await page.keyboard.press("d");
  await expect(answer(page, "Different people")).toBeChecked();
  await page.keyboard.press("c");
  const left = page.waitForEvent("load");
  await page.keyboard.press("Enter");
  await left;
  await done(page, "What you saw has been written down.");
  await expect(rows(page).filter({ hasText: "M Oakes" })).toContainText("Amina Yusuf could not tell");
});

journey("without a script, on a narrow screen, somebody says that they are two people", async (visit) => {
  const page = await visit(GARETH, { javaScriptEnabled: false, ...NARROW });
  await openPair(page, /^Josephine Hartley/);
  await expect(page.locator("[data-keys-told]")).toBeHidden();
  await answer(page, "Different people").check();
  await page.getByLabel("How do you know?").fill("They are mother and daughter; I met both.");
  await press(page, "Continue");
  await done(page, "The two records are kept apart.");
  await expect(page.getByRole("link", { name: /^Josephine Hartley/ })).toHaveCount(0);
});

journey("a worker proposes, a manager looks as well and joins them, and parts them again", async (visit) => {
  const amina = await visit(AMINA);
  const path = await openPair(amina, /^Isle Fenwick/);
  await answer(amina, "Same person").check();
  await press(amina, "Continue");
  await expect(heading(amina)).toContainText("Join these two records?");
  await amina.getByLabel("How do you know that they are one person?").fill("She spelt her name for me.");
  await press(amina, "Ask somebody else to agree");
  await done(amina, "Somebody else has been asked to look at both records and agree.");

  const noor = await visit(NOOR);
  await noor.goto("/approvals");
  assert.deepEqual(await faultsOf(noor), []);
  await noor.goto("/same-people");
  await expect(rows(noor).filter({ hasText: "Isle Fenwick" })).toContainText("To be joined, says Amina Yusuf. Somebody else must agree.");
  await openPair(noor, /^Isle Fenwick/);
  await pictures(noor, "pair-proposed");
  const cases = await noor.locator(".od-pair__row", { hasText: "Cases" }).getByRole("link").evaluateAll((links) => links.map((link) => link.pathname));
  await noor.goto(`${path}/join`);
  await noor.getByLabel("How do you know that they are one person?").fill("I rang her.");
  await press(noor, "Join the records");
  await done(noor, "The two records are joined.");

  await amina.goto(cases[0]);
  await expect(amina.locator("main")).toContainText("There is another record of this person.");
  await pictures(amina, "case-joined");
  await follow(amina.getByRole("link", { name: "See other records and cases" }));
  await expect(amina.locator(`main a[href="${cases[1]}"]`)).toHaveCount(1);
  await expect(amina.getByRole("link", { name: /^Part/ })).toHaveCount(0);
  assert.deepEqual(await faultsOf(amina), []);
  await noor.goto(new URL(amina.url()).pathname);
  await pictures(noor, "other-records");
  assert.deepEqual(await faultsOf(noor), []);
  await follow(noor.getByRole("link", { name: /^Part/ }));
  await pictures(noor, "part");
  assert.deepEqual(await faultsOf(noor), []);
  await press(noor, "Part the records");
  await expect(noor.locator(".govuk-error-summary")).toContainText("Enter how you know that they are two people");
  await noor.getByLabel("How do you know that they are two people?").fill("It was her sister.");
  await press(noor, "Part the records");
  await done(noor, "The two records are parted.");
  await amina.goto(cases[0]);
  await expect(amina.locator("main")).not.toContainText("There is another record of this person.");
});

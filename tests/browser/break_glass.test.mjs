// Seeing a case that is shut: the reason, the alert, the review; and the other walls as people meet them on a case.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, PRIYA } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { faultsOf } from "./page_check.mjs";
import { follow, heading, list, openCase, paths, press, search } from "./steps.mjs";

const journey = journeys();
const MARCUS = "marcus@example.org";
const DANIEL = "daniel@example.org";
const NOOR = "noor@example.org";
const WENDY = "wendy@example.org";
const REASON = "Somebody is at the door of the person now, and their worker cannot be reached.";

/** Collects what is wrong with the pages that it is shown, and fails with all of it. */
function checker(page) {
  const faults = [];
  const at = async (what) => faults.push(...(await faultsOf(page)).map((fault) => `${what}: ${fault}`));
  return { at, check: () => assert.ok(faults.length === 0, faults.join("\n")) };
}

/** A case that only the cleared see: its path, its reference and whose it is. */
async function restricted(page) {
  await list(page, "everyones");
  for (const path of await paths(page)) {
    await page.goto(path);
    if ((await page.getByText("Only those cleared for").count()) > 0) {
      return { path, reference: await page.locator(".od-reference").innerText(), name: await heading(page).innerText() };
    }
  }
  return assert.fail("the example hub has no restricted case on the first page");
}

journey("somebody who is not cleared finds nothing, breaks the glass, and is reviewed", async (visit) => {
  const { path, reference, name } = await restricted(await visit(AMINA));
  const page = await visit(MARCUS);
  const { at, check } = checker(page);
  await search(page, reference);
  await expect(page.getByRole("heading", { name: "Nobody found" })).toBeVisible();
  await page.goto(path);
  await expect(heading(page)).toHaveText("Page not found");

  await page.goto("/search");
  await follow(page.getByRole("link", { name: "I need to see a case I cannot open" }));
  await at("break glass");
  await press(page, "Open the case");
  await expect(page.locator(".govuk-error-summary")).toContainText("Enter why you need to see it");
  await at("break glass, with errors");
  await page.getByLabel("Reference of the case").fill("K7M2-9QXD");
  await page.getByLabel("Why do you need to see it?").fill(REASON);
  await press(page, "Open the case");
  await expect(page.locator(".govuk-error-summary")).toContainText("We cannot open a case with this reference for you");
  await page.getByLabel("Reference of the case").fill(reference.toLowerCase());
  await press(page, "Open the case");
  await expect(heading(page)).toHaveText(name);
  await expect(page.locator(".govuk-notification-banner")).toContainText("You broke the glass on this case until");
  await at("a case behind broken glass");

  const officer = await visit(DANIEL);
  const { at: atOfficer, check: checkOfficer } = checker(officer);
  await expect(heading(officer)).toHaveText("Break-glass to review");
  await expect(officer.locator(".govuk-notification-banner")).toContainText("needs review");
  await atOfficer("the queue of reviews");
  const waiting = officer.locator("main ul.govuk-list a");
  await expect(waiting).toHaveCount(2);
  await follow(waiting.last());
  await expect(officer.getByText(REASON)).toBeVisible();
  await expect(officer.getByText(name)).toHaveCount(0);
  await atOfficer("a review");
  await press(officer, "Save the finding");
  await atOfficer("a review, with errors");
  await officer.getByLabel("Yes, it was justified").check();
  await officer.getByLabel("What you found, and what follows").fill("Spoke with Marcus and the duty lead.");
  await press(officer, "Save the finding");
  await expect(officer.locator("main ul.govuk-list a")).toHaveCount(1);
  check();
  checkOfficer();
});

journey("notes, sharing, restrictions and conflicts on a case", async (visit) => {
  const page = await visit(PRIYA);
  const { at, check } = checker(page);
  const path = await openCase(page, "everyones");
  await follow(page.getByRole("link", { name: "Write a note" }));
  await at("a note");
  await press(page, "Save the note");
  await at("a note, with errors");
  await page.getByLabel("Support", { exact: true }).check();
  await page.getByLabel("Note", { exact: true }).fill("Rings before ten only.");
  await press(page, "Save the note");
  await expect(page.locator("section[aria-labelledby=notes]")).toContainText("Rings before ten only.");
  for (const [to, button] of [
    ["consent", "Save"],
    ["ring-fence", "Save"],
    ["conflicts", "Name this worker"],
  ]) {
    await page.goto(`${path}/${to}`);
    await at(to);
    await press(page, button);
    await expect(page.locator(".govuk-error-summary")).toBeVisible();
    await at(`${to}, with errors`);
  }
  await page.getByLabel("Who must not see this person?").selectOption({ label: "Marcus Bell" });
  await press(page, "Name this worker");
  await expect(page.locator(".govuk-summary-list")).toContainText("Marcus Bell");
  await at("conflicts, somebody named");
  const marcus = await visit(MARCUS);
  await marcus.goto(path);
  await expect(heading(marcus)).toHaveText("Page not found");
  check();
});

journey("witness care sees what is shared and is told what is not shown", async (visit) => {
  const page = await visit(WENDY);
  const { at, check } = checker(page);
  await list(page, "everyones");
  const [first] = await paths(page);
  await page.goto(first);
  await expect(page.getByText("Not shown to your role").first()).toBeVisible();
  await expect(page.locator("a[href^='tel:'], a[href^='mailto:']")).toHaveCount(0);
  await expect(page.locator("section[aria-labelledby=notes]")).toContainText("Update on the case");
  await expect(page.locator("section[aria-labelledby=notes] h3", { hasText: "Support" })).toHaveCount(0);
  await at("a case as witness care sees it");
  await page.goto("/break-glass");
  await expect(heading(page)).toHaveText("Page not found");
  check();
});

journey("what waits for a second person", async (visit) => {
  const page = await visit(NOOR);
  const { at, check } = checker(page);
  await page.goto("/approvals");
  await expect(heading(page)).toHaveText("Waiting for a second person");
  await at("approvals");
  check();
});

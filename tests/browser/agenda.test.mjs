// Sussex: where several services could support a person, the weekly meeting of their authority agrees which of them leads.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { PRIYA } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { startHubOf } from "./other_hubs.mjs";
import { faultsOf } from "./page_check.mjs";
import { done, follow, press } from "./steps.mjs";

const BEN = "S1,25/1,2026-11-17T09:00:00Z,Assault,hate_race;fraud,Ben,Marsh,1985-05-01,BN1 1AA,2 High Street,07700 900101,yes,given";
const EVE = "S2,25/2,2026-11-17T09:00:00Z,Assault,hate_race;fraud,Eve,Frost,1986-05-01,BN20 1AA,3 High Street,07700 900102,yes,given";
const sussex = () => startHubOf("sussex", [[PRIYA, "Priya Raman", "team_lead"]], [BEN, EVE]);
const journey = journeys({}, sussex);

async function isFine(page, what) {
  assert.deepEqual(await faultsOf(page, "Victim Hub"), [], what);
}

journey("each authority’s meeting has its own agenda, and a case leaves it when a service leads", async (visit) => {
  const page = await visit(PRIYA);
  await follow(page.getByRole("link", { name: "Meetings" }));
  await isFine(page, "the meetings");
  const meeting = (where) => page.getByRole("listitem").filter({ hasText: where });
  await expect(meeting("Brighton and Hove")).toContainText("1 case");
  await expect(meeting("East Sussex")).toContainText("1 case");
  await expect(meeting("West Sussex")).toContainText("no case");
  await follow(meeting("Brighton and Hove").getByRole("link"));
  await isFine(page, "an agenda");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText([/^1\. Ben Marsh /]);
  await expect(page.locator("main")).toContainText("Hate crime team, Fraud team");
  await follow(page.getByRole("link", { name: /^Agree which service leads/ }));
  await isFine(page, "which service leads");
  await press(page, "Save");
  await isFine(page, "which service leads, nothing chosen");
  await page.getByRole("radio", { name: "Hate crime team" }).check();
  await press(page, "Save");
  await done(page, "Which service leads has been written down. The case is with that service.");
  await isFine(page, "the meetings, one case fewer");
  await expect(meeting("Brighton and Hove")).toContainText("no case");
  await expect(meeting("East Sussex")).toContainText("1 case");
});

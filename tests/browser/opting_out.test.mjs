// Kent: whoever is held on implied consent may opt out, and nobody asks them again.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { startHubOf } from "./other_hubs.mjs";
import { faultsOf } from "./page_check.mjs";
import { done, due, follow, heading, paths, press } from "./steps.mjs";

const IVY = "K1,25/1,2026-11-17T09:00:00Z,Burglary,,Ivy,Marsh,1985-01-01,ME14 1AA,9 High Street,07700 900108,yes,given";
const kent = () => startHubOf("kent", [[AMINA, "Amina Yusuf", "worker"]], [IVY]);
const journey = journeys({}, kent);

async function isFine(page, what) {
  assert.deepEqual(await faultsOf(page, "Compass House"), [], what);
}

journey("a person opts out: they are not contacted any more, and by when they are forgotten is said first", async (visit) => {
  const page = await visit(AMINA);
  await page.goto("/work?whose=nobodys");
  const [path] = await paths(page);
  await page.goto(path);
  await expect(due(page)).toHaveCount(1);
  await follow(page.getByRole("link", { name: "The person opts out" }));
  await isFine(page, "opting out");
  await expect(page.locator("main")).toContainText(/What is held about them is erased by \w+ \d+ \w+ \d{4}, \d+(:\d\d)?[ap]m\. That cannot be undone\./);
  await press(page, "Record that they opt out");
  await isFine(page, "opting out, not said to be what the person wants");
  await follow(page.getByRole("link", { name: "Back", exact: true }));
  await expect(due(page)).toHaveCount(1);
  await follow(page.getByRole("link", { name: "The person opts out" }));
  await page.getByLabel("The person said that they do not want us to hold anything about them").check();
  await press(page, "Record that they opt out");
  await done(page, "The person has opted out. What is held of them will be erased.");
  await isFine(page, "a case whose person opted out");
  await expect(page.locator("main")).toContainText("Nothing is due.");
  await expect(page.getByRole("link", { name: "The person opts out" })).toHaveCount(0);
  await page.goto("/work?whose=everyones");
  assert.deepEqual(await paths(page), []);
  await page.goto(`${path}/attempt`);
  await expect(heading(page)).toContainText("Record a contact attempt");
  await expect(page.locator("main")).toContainText("The case is closed.");
});

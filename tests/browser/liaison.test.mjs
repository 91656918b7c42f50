// Updates, rooms and the sample of calls: what a worker and a lead fill in, each page within reach of everybody and with its errors.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, PRIYA, now } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { faultsOf } from "./page_check.mjs";
import { done, openCase, press } from "./steps.mjs";

const journey = journeys();

async function isFine(page, what) {
  assert.deepEqual(await faultsOf(page), [], what);
}

journey("somebody asks what is happening, is answered and told", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones");
  await page.goto(`${path}/updates`);
  await isFine(page, "asking");
  await page.getByLabel("What does the person want to know?").fill("Has anybody been charged?");
  await press(page, "The person asked");
  await done(page, "It has been written down that the person asked. Find out what is happening.");
  await isFine(page, "asked");
  await page.goto("/updates");
  await isFine(page, "who waits");
  await page.goto(`${path}/updates`);
  await page.getByRole("link", { name: /^Asked on/ }).click();
  await press(page, "Save");
  await isFine(page, "what came of it, nothing chosen");
  await page.getByLabel("There is an answer").check();
  await press(page, "Save");
  await isFine(page, "what came of it, with errors");
  await page.getByLabel("Somebody has been charged").check();
  await page.getByLabel("The officer").check();
  await press(page, "Save");
  await done(page, "What came of asking has been written down.");
  await page.getByRole("link", { name: /^Asked on/ }).click();
  await isFine(page, "to be told");
  await press(page, "I have told the person");
  await done(page, "It has been written down that the person was told.");
});

journey("a case is not closed while somebody waits to hear, and why nobody tells them is written down", async (visit) => {
  const page = await visit(PRIYA);
  const path = await openCase(page, "everyones");
  await page.goto(`${path}/updates`);
  await press(page, "The person asked");
  await page.goto(`${path}/close`);
  await isFine(page, "not to be closed");
  await expect(page.locator("main")).toContainText("The person asked what is happening and has not been told.");
  await expect(page.getByRole("button", { name: "Close the case" })).toHaveCount(0);
  await page.getByRole("link", { name: "Record what came of asking" }).click();
  await page.getByRole("link", { name: /^Asked on/ }).click();
  await page.getByLabel("Nobody tells the person").check();
  await press(page, "Save");
  await isFine(page, "nothing said of why");
  await page.getByLabel("Why is the person not told?").fill("There is no safe way to reach them.");
  await press(page, "Save");
  await done(page, "What came of asking has been written down.");
  await page.goto(`${path}/close`);
  await isFine(page, "to be closed");
  await expect(page.getByRole("button", { name: "Close the case" })).toHaveCount(1);
});

journey("a room is booked, moved and given back", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones");
  await page.goto(`${path}/rooms`);
  await press(page, "Book the room");
  await isFine(page, "booking, nothing filled in");
  const inAMonth = new Date(now() + 30 * 86_400_000);
  await page.getByLabel("Quiet room").check();
  const day = async (date) => {
    await page.getByLabel("Day").fill(String(date.getUTCDate()));
    await page.getByLabel("Month").fill(String(date.getUTCMonth() + 1));
    await page.getByLabel("Year").fill(String(date.getUTCFullYear()));
  };
  await day(inAMonth);
  await page.getByLabel("From").fill("2pm");
  await page.getByLabel("To", { exact: true }).fill("15:30");
  await press(page, "Book the room");
  await done(page, "The room is booked.");
  await isFine(page, "booked");
  await page.getByRole("link", { name: /^Move/ }).click();
  await isFine(page, "moving");
  await page.getByLabel("To", { exact: true }).fill("15:00");
  await press(page, "Move it");
  await done(page, "The booking has been moved.");
  await page.goto(`/rooms?from=${inAMonth.toISOString().slice(0, 10)}`);
  await isFine(page, "the week");
  await expect(page.locator("main")).toContainText("2pm to 3pm, Quiet room");
  await page.goto(`${path}/rooms`);
  await page.getByRole("button", { name: /^End this booking/ }).click();
  await done(page, "The booking has been ended. The room is free.");
});

journey("a lead draws a sample of calls", async (visit) => {
  const page = await visit(PRIYA);
  await page.goto("/sample");
  await isFine(page, "before drawing");
  await press(page, "Draw");
  await isFine(page, "drawn");
  await expect(page.locator(".od-count").first()).toContainText("The number of this sample is");
});

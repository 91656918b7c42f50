// Ways of contact that are a suspect's or that others have too: shut, told of, and opened only in words.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { faultsOf } from "./page_check.mjs";
import { chooseWay, done, follow, openCase, press, waysOffered } from "./steps.mjs";

const journey = journeys();
const safety = (page) => page.locator("section[aria-labelledby=safety]");
const contact = (page) => page.locator("section[aria-labelledby=contact]");

async function fine(page, what) {
  const faults = (await faultsOf(page)).map((fault) => `${what}: ${fault}`);
  assert.ok(faults.length === 0, faults.join("\n"));
}

journey("a suspect's number is shut until a worker says in words why it can be used, and then used with a check", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones");
  const number = await safety(page).locator('a[href^="tel:"]').first().innerText();
  assert.ok((await waysOffered(page)).includes("Call"));

  await follow(page.getByRole("link", { name: "Write down the suspect’s numbers and addresses" }));
  await fine(page, "the suspect's numbers and addresses");
  await press(page, "Save");
  await expect(page.getByRole("alert")).toContainText("Enter a phone number, an email address or an address");
  await fine(page, "the suspect's numbers and addresses, with an error");
  await page.getByLabel("Phone number").fill(number);
  await page.getByLabel("Name of the suspect (optional)").fill("Marek Novak");
  await press(page, "Save");
  await done(page, "The ways of contact have been changed.");
  await expect(page.locator("main")).toContainText(/On record.*Marek Novak/s);
  await fine(page, "the suspect's numbers and addresses, with one on record");

  await page.goto(path);
  assert.equal(await page.locator(`main a[href^="tel:"]`).filter({ hasText: number }).count(), 0, "it is nowhere to press");
  await expect(contact(page)).toContainText("Do not use this number: it is on record as the suspect’s.");
  await fine(page, "a case with a number of the suspect's");

  await follow(contact(page).getByRole("link", { name: /^Say why it can be used/ }).first());
  await fine(page, "why it can be used");
  await press(page, "It can be used");
  await expect(page.getByRole("alert")).toContainText("Enter who has it, and how you know");
  await page.getByLabel("Who has it, and how do you know?").fill("She answers it herself; her sister confirmed it.");
  await press(page, "It can be used");
  await done(page, "The ways of contact have been changed.");
  assert.ok((await waysOffered(page)).includes("Call"));

  await chooseWay(page, "Call");
  await expect(page.locator("main")).toContainText("The wrong person may have this number");
  await fine(page, "what came of a call to a number that the wrong person may have");
  await page.getByRole("radio", { name: "Reached, and wants to think" }).check();
  await press(page, "Record the attempt");
  await expect(page.getByRole("alert")).toContainText("Somebody else may answer or read this. Check first, then say that you have.");
  await page.getByLabel("I have checked that it is the person who answers or reads this").check();
  await press(page, "Record the attempt");
  await done(page, "The contact attempt has been recorded.");

  await page.goto(`${path}/suspect-ways`);
  await follow(page.getByRole("link", { name: /^Take back/ }).first());
  await fine(page, "why it is not the suspect's");
  await page.getByLabel("How do you know?").fill("The officer mistyped it.");
  await press(page, "Take back");
  await page.goto(path);
  await expect(contact(page)).not.toContainText("the suspect’s");
});

// Making contact: what is written down, and what becomes of the case.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, GARETH, LUCJA, now } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { agree, byPhone, chooseWay, done, due, follow, heading, openCase, press, record, send, timeline, waysOffered } from "./steps.mjs";

const journey = journeys();
const errors = (page) => page.getByRole("alert").getByRole("link");
const again = (page, part) => page.getByRole("group", { name: "When will somebody try again, or get back in touch?" }).getByLabel(part);

journey("nobody answered: it is tried again on the day that the worker names, and the promise stands", async (visit) => {
  const page = await visit(AMINA);
  await openCase(page, "everyones", "Call", async () => (await page.getByText("Nobody has tried yet.").count()) > 0);
  await chooseWay(page, "Call");
  await page.getByRole("radio", { name: "No answer" }).check();
  for (const part of ["Day", "Month", "Year"]) assert.match(await again(page, part).inputValue(), /^\d+$/, "the next working day is filled in");
  await page.getByLabel("What else there is to say (optional)").fill("Rang out twice.");
  await send(page);
  await done(page, "The contact attempt has been recorded.");
  await expect(timeline(page).first()).toContainText(/Contact attempt.*Amina Yusuf.*Call: No answer/s);
  await expect(page.locator("section[aria-labelledby=attempts] li").first()).toContainText("Rang out twice.");
  await expect(due(page).first()).toContainText(/Call.*Promised: /s);
});

journey("reached and undecided: the call is done, getting back in touch is due", async (visit) => {
  const page = await visit(AMINA);
  await openCase(page, "everyones", "Call", async () => (await due(page).count()) === 1);
  await chooseWay(page, "Call");
  await page.getByRole("radio", { name: "Reached, and wants to think" }).check();
  const soon = new Date(now() + 3 * 24 * 60 * 60 * 1000);
  await again(page, "Day").fill(String(soon.getDate()));
  await again(page, "Month").fill(soon.toLocaleString("en", { month: "long" }));
  await again(page, "Year").fill(String(soon.getFullYear()));
  await send(page);
  await done(page, "The contact attempt has been recorded.");
  await expect(due(page)).toHaveCount(1);
  await expect(due(page)).toContainText("Get back in touch");
});

journey("wants support: it becomes due, and is done when the worker says so", async (visit) => {
  const page = await visit(AMINA);
  await openCase(page, "everyones");
  await record(page, "Call", "Wants support");
  const support = due(page).filter({ hasText: "Start support" });
  await expect(support).toHaveCount(1);
  await expect(due(page).filter({ hasText: "Call" })).toHaveCount(0);
  await follow(support.getByRole("link", { name: /^Done/ }));
  await expect(heading(page)).toContainText("Start support");
  await page.getByLabel("What else there is to say (optional)").fill("Met on Tuesday.");
  await press(page, "This is done");
  await done(page, "The task is done.");
  await expect(support).toHaveCount(0);
  await expect(due(page).filter({ hasText: "Assess needs" })).toHaveCount(1);
  await expect(timeline(page).first()).toContainText(/Task done.*Start support.*Met on Tuesday\./s);
});

journey("wants no support: the case is closed and offers no way of contact any more", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones");
  await record(page, "Call", "Does not want support");
  await expect(page.locator("main")).toContainText(/This case was closed on .*: the person does not want support\. A new referral opens it again, and so does the person who comes back\./);
  assert.deepEqual(await waysOffered(page), []);
  await expect(page.getByRole("button", { name: "Record a contact attempt" })).toHaveCount(0);
  await page.goto(`${path}/attempt`);
  assert.deepEqual(await waysOffered(page), []);
  await page.goto("/work?whose=everyones");
  assert.equal(await page.locator(`a[href="${path}"]`).count(), 0, "it is on nobody's list");
});

journey("found unsafe: that way and what can be heard with it are shut at once, for everybody", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones");
  assert.ok((await waysOffered(page)).includes("Call"));
  const lucja = await visit(LUCJA);
  await lucja.goto(path);
  await chooseWay(lucja, "Call");

  await record(page, "Call", "Not safe", "Her partner answered.");
  for (const at of [path, `${path}/attempt`]) {
    await page.goto(at);
    const offered = await waysOffered(page);
    for (const shut of ["Call", "Leave a message", "Text"]) assert.ok(!offered.includes(shut), `${shut} at ${at}`);
    await expect(page.locator(".od-denied").filter({ hasText: /^Do not call/ }).first()).toBeVisible();
  }
  await page.goto(path);
  await expect(due(page).filter({ hasText: "Agree a safe way to make contact" })).toHaveCount(1);

  // A colleague's form was open all the while.
  await lucja.getByRole("radio", { name: "No answer" }).check();
  await send(lucja);
  assert.ok(!(await waysOffered(lucja)).includes("Call"));
  await expect(lucja.getByRole("alert")).toContainText("Do not call");
  await lucja.goto(path);
  await expect(lucja.locator("section[aria-labelledby=attempts] li")).toHaveCount(await page.locator("section[aria-labelledby=attempts] li").count());
});

journey("a form that was open while the case was closed, or its last way was shut, says so and changes nothing", async (visit) => {
  const gareth = await visit(GARETH);
  const path = await openCase(gareth, "everyones");
  const attempts = gareth.locator("section[aria-labelledby=attempts] li");
  const page = await visit(AMINA);
  await page.goto(`${path}/safety`);
  await agree(page, { call: "Yes", message: "No", text: "No", email: "No", letter: "No" });
  const tried = await attempts.count();
  await gareth.goto(path);
  await chooseWay(gareth, "Call");
  await page.goto(path);
  await record(page, "Call", "Not safe");
  await gareth.getByLabel("No answer").check();
  await send(gareth);
  assert.deepEqual(await waysOffered(gareth), []);
  await expect(gareth.locator("main")).toContainText("Do not call: the person said that it is not safe.");

  const other = await openCase(gareth, "everyones");
  const triedOther = await attempts.count();
  await chooseWay(gareth, "Call");
  await page.goto(other);
  await record(page, "Call", "Does not want support");
  await gareth.getByLabel("No answer").check();
  await send(gareth);
  assert.deepEqual(await waysOffered(gareth), []);
  await expect(gareth.locator("main")).toContainText("closed");
  for (const [at, before] of [[path, tried], [other, triedOther]]) {
    await gareth.goto(at);
    await expect(attempts).toHaveCount(before + 1);
  }
});

journey("a wrong number is kept in sight and never used again", async (visit) => {
  const page = await visit(AMINA);
  await openCase(page, "everyones");
  await chooseWay(page, "Call");
  const number = (await heading(page).innerText()).match(/0[\d ]+/)[0].trim();
  await page.getByRole("radio", { name: "Wrong number" }).check();
  await send(page);
  await done(page, "The contact attempt has been recorded.");
  await expect(page.locator("section[aria-labelledby=contact]")).toContainText(new RegExp(`${number}, found wrong on `));
  assert.equal(await page.locator(`a[href^="tel:"]`).filter({ hasText: number }).count(), 0);
});

journey("what is left out is asked for, and what was typed stays", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones");
  await page.goto(`${path}/attempt?by=nothing`);
  await expect(errors(page)).toHaveText(["Select how you will make contact"]);
  await page.goto(path);
  await chooseWay(page, "Call");
  await page.getByLabel("What else there is to say (optional)").fill("Call after six.");
  await send(page);
  await expect(errors(page)).toHaveText(["Select what came of it"]);
  await errors(page).click();
  await expect(page.getByRole("radio").first()).toBeFocused();
  await page.getByRole("radio", { name: "No answer" }).check();
  await again(page, "Year").fill("2001");
  await send(page);
  await expect(page.locator(".govuk-error-summary")).toBeFocused();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel("What else there is to say (optional)")).toHaveValue("Call after six.");
  await errors(page).click();
  await expect(again(page, "Day")).toBeFocused();
});

journey("the same form sent twice is one attempt", async (visit) => {
  const page = await visit(AMINA);
  await openCase(page, "everyones");
  const attempts = page.locator("section[aria-labelledby=attempts] li");
  const before = await attempts.count();
  await record(page, "Call", "No answer");
  await page.goBack();
  await page.getByRole("radio", { name: "No answer" }).check();
  await send(page);
  await done(page, "The contact attempt has been recorded.");
  await expect(attempts).toHaveCount(before + 1);
});

const isDenied = (page, what) => async () => (await page.locator("section[aria-labelledby=safety] .od-denied").filter({ hasText: what }).count()) > 0;

journey("a form changed by hand does not open a way that is shut", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones");
  await page.goto(`${path}/safety`);
  await agree(page, { call: "Yes", message: "No" });
  await chooseWay(page, "Call");
  const by = page.locator("input[name=by]");
  const message = (await by.inputValue()).replace("call.", "voicemail.");
  await page.goto(`${path}/attempt?by=${message}`);
  await expect(errors(page)).toHaveText(["Select how you will make contact"]);
  assert.ok(!(await waysOffered(page)).includes("Leave a message"));
  await page.goto(path);
  await chooseWay(page, "Call");
  await by.evaluate((input, value) => (input.value = value), message);
  await page.getByRole("radio", { name: "Wrong number" }).check();
  await send(page);
  await expect(page.getByRole("alert")).toContainText("Do not leave a message");
  await page.goto(path);
  await expect(page.locator("main")).not.toContainText("Leave a message: Wrong number");
});

journey("nobody’s case opens with somebody else’s number", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones", "Agree a safe way to make contact", isDenied(page, /^Do not call/));
  const lucja = await visit(LUCJA);
  await openCase(lucja, "everyones");
  await chooseWay(lucja, "Call");
  const [, number] = (await lucja.locator("input[name=by]").inputValue()).split(".");
  for (const way of ["call", "voicemail", "text", "email", "letter"]) {
    await page.goto(`${path}/attempt?by=${way}.${number}`);
    await expect(page.getByRole("button", { name: "Record the attempt" })).toHaveCount(0);
    assert.ok(!(await waysOffered(page)).includes("Call"));
  }
  const action = new URL(lucja.url()).pathname;
  await lucja.locator(`form[action="${action}"]`).evaluate((form, to) => form.setAttribute("action", to), `${path}/attempt`);
  await lucja.getByRole("radio", { name: "Wants support" }).check();
  await byPhone(lucja);
  await send(lucja);
  await expect(lucja).toHaveTitle(/^Error: /);
  await lucja.goto(path);
  await expect(lucja.locator("main")).not.toContainText("Call: Wants support");
});

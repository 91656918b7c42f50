// Every kind of page the hub has, each in its usual state and with its errors.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, PRIYA } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { faultsOf } from "./page_check.mjs";
import { SOMEBODY_NEW, sayTheRest, sayWho } from "./referral.mjs";
import { byPhone, chooseWay, follow, heading, openCase, paths, press, search, send } from "./steps.mjs";

const journey = journeys();

/** Collects what is wrong with the pages that it is shown, and fails with all of it. */
function checker(page) {
  const faults = [];
  const at = async (what) => faults.push(...(await faultsOf(page)).map((fault) => `${what}: ${fault}`));
  return { at, check: () => assert.ok(faults.length === 0, faults.join("\n")) };
}

journey("before and after signing in", async (visit) => {
  const page = await visit();
  const { at, check } = checker(page);
  await page.goto("/sign-in");
  await at("sign in");
  await press(page, "Sign in");
  await at("sign in, nothing typed");
  await page.goto("/sign-in?ended=yes");
  await at("sign in after the session ended");
  await page.goto("/sign-in?done=signed_out");
  await at("signed out");
  check();
});

journey("my work", async (visit) => {
  const page = await visit(AMINA);
  const { at, check } = checker(page);
  await at("my work");
  await page.goto("/work?whose=everyones&page=2");
  await at("everybody’s work, second page");
  await page.goto("/work?whose=everyones&when=nothing&only=pathway-fraud");
  await at("an empty list");
  await page.goto("/work?whose=everyones&page=20");
  await at("a page beyond the last");
  check();
});

journey("a case and contact", async (visit) => {
  const page = await visit(AMINA);
  const { at, check } = checker(page);
  const path = await openCase(page, "everyones");
  await at("case");
  await press(page, "Record a contact attempt");
  await at("the way of an attempt");
  await page.goto(`${path}/attempt?by=nothing`);
  await at("the way of an attempt, with an error");
  await page.goto(path);
  await chooseWay(page, "Call");
  await at("what came of a call");
  await page.getByLabel("No answer").check();
  await at("what came of a call, with the day to try again");
  await page.getByLabel("Year").last().fill("2001");
  await send(page);
  await expect(page.locator(".govuk-error-summary")).toBeVisible();
  await at("what came of a call, with an error");
  await page.goto(`${path}/safety`);
  await at("safety");
  await page.getByLabel("What must whoever makes contact know?").fill("x".repeat(4_001));
  await press(page, "Save");
  await at("safety, with an error");
  await page.goto(path);
  await chooseWay(page, "Call");
  await page.getByLabel("Wants support").check();
  await byPhone(page);
  await send(page);
  await at("case, something done");
  await follow(page.getByRole("link", { name: /^Done/ }).first());
  await at("a task");
  await openCase(page, "everyones");
  await chooseWay(page, "Call");
  await page.getByLabel("Not safe", { exact: true }).check();
  await send(page);
  await at("case, found unsafe");
  await page.goto(`${new URL(page.url()).pathname}/attempt`);
  await at("an attempt, most ways shut");
  const mustNotBeCalled = async () => (await page.getByText("No way of contact is open.").count()) > 0;
  await page.goto(`${await openCase(page, "everyones", "Agree a safe way to make contact", mustNotBeCalled)}/attempt`);
  await at("an attempt, every way shut");
  check();
});

journey("whose case it is", async (visit) => {
  const page = await visit(PRIYA);
  const { at, check } = checker(page);
  const nobodys = await openCase(page, "nobodys");
  await at("nobody’s case, as a team lead sees it");
  await page.goto(`${nobodys}/give`);
  await at("give");
  await press(page, "Give the case");
  await at("give, with an error");
  await page.goto(`${await openCase(page, "everyones", "Agree a safe way to make contact")}/hand-over`);
  await at("hand over");
  await press(page, "Hand over");
  await at("hand over, with errors");
  await page.goto(`${nobodys}/close`);
  await at("close");
  await press(page, "Close the case");
  await at("close, with an error");
  await page.getByLabel("The case was opened in error").check();
  await press(page, "Close the case");
  await expect(page.locator("main")).toContainText("This case was closed on");
  await at("a closed case");
  check();
});

journey("something to look at", async (visit) => {
  const page = await visit(AMINA);
  const { at, check } = checker(page);
  const settle = page.getByRole("link", { name: /^Settle/ });
  for (const list of ["everyones&page=1", "everyones&page=2", "everyones&when=nothing"]) {
    await page.goto(`/work?whose=${list}`);
    for (const path of await paths(page)) {
      await page.goto(path);
      if (await settle.count()) break;
    }
    if (await settle.count()) break;
  }
  await follow(settle.first());
  await at("a review");
  await press(page, "Settle the review");
  await at("a review, with an error");
  check();
});

journey("the hub’s rules", async (visit) => {
  const page = await visit(PRIYA);
  const { at, check } = checker(page);
  await follow(page.getByRole("link", { name: "The hub’s rules" }));
  await at("the rules");
  await follow(page.getByRole("link", { name: "When its reports are due" }));
  await at("the calendar of reports");
  check();
});

journey("search", async (visit) => {
  const page = await visit(AMINA);
  const { at, check } = checker(page);
  await page.goto("/search");
  await at("search");
  await search(page, "");
  await at("search, nothing typed");
  await search(page, "s");
  await at("people found");
  await search(page, "Zebedee Nobodyatall");
  await at("nobody found");
  check();
});

journey("a referral by telephone", async (visit) => {
  const page = await visit(AMINA);
  page.watch.tell({ names: [`${SOMEBODY_NEW.given} ${SOMEBODY_NEW.family}`], phones: [SOMEBODY_NEW.phone] });
  const { at, check } = checker(page);
  /** Each question as it is asked, and with its errors where leaving it out is one. */
  const both = async (what) => {
    await at(what);
    const asked = page.url();
    await press(page, "Continue");
    if (await page.locator(".govuk-error-summary").count()) await at(`${what}, with errors`);
    await page.goto(asked);
  };
  await sayWho(page, SOMEBODY_NEW, both);
  await sayTheRest(page, SOMEBODY_NEW, async (what) => (what === "check the answers" ? at(what) : both(what)));
  await press(page, "Take the referral");
  await expect(heading(page)).toHaveText("A case is open");
  await at("taken");
  await sayWho(page, SOMEBODY_NEW);
  await expect(heading(page)).toHaveText("Do we know this person already?");
  await both("whether they are known");
  await page.goto(page.url().replace("/known", "/consent"));
  await page.getByLabel("No, they do not agree").check();
  await press(page, "Continue");
  await at("no support wanted");
  await follow(page.getByRole("link", { name: /^Stop/ }));
  await at("whether to delete the answers");
  await page.goto("/referrals/new");
  await at("a referral to go on with");
  check();
});

journey("what goes wrong", async (visit) => {
  const page = await visit(AMINA);
  const { at, check } = checker(page);
  await page.goto("/no/such/page");
  await at("not found");
  await page.goto("/search");
  await page.locator("input[name=form_token]").last().evaluate((input) => (input.value = "0".repeat(64)));
  await press(page, "Search");
  await expect(heading(page)).toHaveText("This form can no longer be sent");
  await at("a form of another session");
  check();
});

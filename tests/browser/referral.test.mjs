// A referral by telephone: search first, then take it in by the same door as a transfer.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, GARETH } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { SOMEBODY_NEW, sayTheRest, sayWho } from "./referral.mjs";
import { done, follow, heading, press, rows, search, timeline, waysOffered } from "./steps.mjs";

const journey = journeys();
const errors = (page) => page.getByRole("alert").getByRole("link");
const named = ({ given, family }) => `${given} ${family}`;
const take = (page) => press(page, "Take the referral");

/** Somebody with an open case, as the list of cases and the search tell of them. */
async function somebodyKnown(page, nth = 0) {
  await page.goto("/work?whose=everyones&only=priority-3");
  const link = rows(page).nth(nth).getByRole("link").first();
  const name = await link.innerText();
  const path = await link.getAttribute("href");
  await search(page, name);
  const born = await rows(page).filter({ has: page.locator(`a[href="${path}"]`) }).first().getByText(/^Born /).innerText();
  const [given, ...family] = name.split(" ");
  return { ...SOMEBODY_NEW, given, family: family.join(" "), born: /Born (\d+) (\w+) (\d+)/.exec(born).slice(1), phone: "", path };
}

journey("somebody new: a case is open, with what they said is safe and nothing else offered", async (visit) => {
  const page = await visit(AMINA);
  page.watch.tell({ names: [named(SOMEBODY_NEW)], phones: [SOMEBODY_NEW.phone], emails: [SOMEBODY_NEW.email] });
  await sayWho(page, SOMEBODY_NEW);
  await sayTheRest(page, SOMEBODY_NEW);
  await expect(page.locator("main")).toContainText("A new person is made");
  for (const told of [named(SOMEBODY_NEW), "27 March 1984", SOMEBODY_NEW.phone, SOMEBODY_NEW.email, SOMEBODY_NEW.happened]) {
    await expect(page.locator("main")).toContainText(told);
  }
  await take(page);
  await expect(heading(page)).toHaveText("A case is open");
  await press(page, "Open the case");
  await expect(heading(page)).toHaveText(named(SOMEBODY_NEW));
  assert.deepEqual([...new Set(await waysOffered(page))].sort(), ["Call", "Email"]);
  await expect(page.locator("section[aria-labelledby=due]")).toContainText("Call");
  await search(page, SOMEBODY_NEW.phone);
  await expect(rows(page).getByRole("link", { name: named(SOMEBODY_NEW) })).toHaveCount(1);
});

journey("somebody known: they are offered before anybody new is made, and the case they have goes on", async (visit) => {
  const page = await visit(AMINA);
  const known = await somebodyKnown(page);
  await sayWho(page, known);
  await expect(heading(page)).toHaveText("Do we know this person already?");
  await press(page, "Continue");
  await expect(errors(page)).toHaveText(["Select who it is, or that it is none of these"]);
  await page.getByRole("radio", { name: named(known) }).first().check();
  await press(page, "Continue");
  await sayTheRest(page, known);
  await expect(page.locator("main")).toContainText("What happened is added to what is on record");
  await take(page);
  await expect(heading(page)).toHaveText("Added to their case");
  await press(page, "Open the case");
  assert.equal(new URL(page.url()).pathname, known.path);
  await expect(timeline(page).first()).toContainText("A further incident joined the case");
  await expect(page.locator("section[aria-labelledby=incidents]")).toContainText(known.happened);
});

journey("somebody of the same name who is somebody else gets a case of their own", async (visit) => {
  const page = await visit(AMINA);
  const known = await somebodyKnown(page, 1);
  await sayWho(page, known);
  await expect(heading(page)).toHaveText("Do we know this person already?");
  await page.getByLabel("None of these: they are new to us").check();
  await press(page, "Continue");
  await sayTheRest(page, { ...known, email: "somebody.else@example.org" });
  await expect(page.locator("main")).toContainText("A new person is made");
  await take(page);
  await expect(heading(page)).toHaveText("A case is open");
  await press(page, "Open the case");
  assert.notEqual(new URL(page.url()).pathname, known.path);
});

journey("what is ticked is what is told", async (visit) => {
  const page = await visit(AMINA);
  page.watch.tell({ names: ["Marigold Tickbox"] });
  const told = { ...SOMEBODY_NEW, given: "Marigold", family: "Tickbox", phone: "", email: "" };
  await sayWho(page, told);
  await sayTheRest(page, told, async (what) => {
    if (what !== "what applies") return;
    const items = page.locator(".govuk-checkboxes__item");
    assert.ok((await items.count()) > 20);
    for (const item of await items.all()) {
      await item.locator("label").click();
      await expect(page.locator("input:checked")).toHaveCount(1);
      await expect(item.locator("input")).toBeChecked();
      await item.locator("label").click();
    }
    await page.getByText("Stalking", { exact: true }).click();
    await page.getByText("Rape", { exact: true }).click();
  });
  const applies = page.locator(".govuk-summary-list__row", { hasText: "What applies" }).locator("dd").first();
  await expect(applies).toHaveText(/^\s*Stalking\s*Rape\s*$/);
});

journey("what is missing is asked for on its page, and an answer is changed from the last one", async (visit) => {
  const page = await visit(AMINA);
  page.watch.tell({ names: ["Philippa Underwater"] });
  await page.goto("/referrals/new");
  await press(page, "Continue");
  await expect(errors(page)).toHaveText(["Select who is telling you"]);
  await errors(page).click();
  await expect(page.getByRole("radio").first()).toBeFocused();
  await page.getByLabel("The police").check();
  await press(page, "Continue");
  await expect(errors(page)).toHaveText(["Enter who is calling, so that they can be asked again"]);
  await sayWho(page, { ...SOMEBODY_NEW, given: "", family: "", born: ["31", "2", "1984"], phone: "12" });
  await expect(errors(page)).toHaveCount(3);
  await sayWho(page, { ...SOMEBODY_NEW, given: "Philippa", family: "Underwater", phone: "" });
  await sayTheRest(page, { ...SOMEBODY_NEW, email: "" });
  await follow(page.getByRole("link", { name: "Change what happened" }));
  await page.getByLabel("In a few words").fill("Her bag was taken.");
  await press(page, "Continue");
  await expect(heading(page)).toHaveText("Check the answers");
  await expect(page.locator("main")).toContainText("Her bag was taken.");
});

journey("a referral is gone on with later by whoever began it, and stopped when it is not wanted", async (visit) => {
  const page = await visit(AMINA);
  page.watch.tell({ names: ["Wilhelmina Overstreet"] });
  await sayWho(page, { ...SOMEBODY_NEW, given: "Wilhelmina", family: "Overstreet", phone: "" });
  const path = new URL(page.url()).pathname;
  await page.goto("/referrals/new");
  await follow(page.getByRole("link", { name: "Go on with it" }).first());
  assert.equal(new URL(page.url()).pathname, path);
  const gareth = await visit(GARETH);
  await gareth.goto(path.replace("/reach", "/person"));
  assert.ok(!(await gareth.content()).includes("Wilhelmina"), "nobody else sees what was typed");
  await follow(page.getByRole("link", { name: "Stop, and delete these answers" }));
  await follow(page.getByRole("link", { name: "Go on with the referral" }));
  assert.equal(new URL(page.url()).pathname, path, "a slip deletes nothing");
  await follow(page.getByRole("link", { name: "Stop, and delete these answers" }));
  await press(page, "Delete the answers");
  await done(page, "deleted");
  await page.goto(path.replace("/reach", "/person"));
  assert.ok(!(await page.content()).includes("Wilhelmina"));
});

journey("no support wanted: nothing is kept about them", async (visit) => {
  const page = await visit(AMINA);
  page.watch.tell({ names: ["Thomasina Nevermind"] });
  const told = { ...SOMEBODY_NEW, given: "Thomasina", family: "Nevermind", phone: "", agrees: "No, they do not agree" };
  await sayWho(page, told);
  const path = new URL(page.url()).pathname;
  await sayTheRest(page, told);
  await expect(heading(page)).toHaveText("They do not agree to support");
  await page.goto(path.replace("/reach", "/check"));
  await expect(page.getByRole("button", { name: "Take the referral" })).toHaveCount(0);
  await press(page, "Record that they do not agree");
  await expect(page.locator("main")).toContainText("Nothing they told you was kept.");
  await page.goto(path.replace("/reach", "/person"));
  assert.ok(!(await page.content()).includes("Thomasina"));
  await search(page, "Thomasina Nevermind");
  await expect(rows(page)).toHaveCount(0);
});

journey("the referral sent twice is taken once", async (visit) => {
  const page = await visit(AMINA);
  const told = { ...SOMEBODY_NEW, given: "Clementina", family: "Onlyonce", phone: "", email: "" };
  page.watch.tell({ names: [named(told)] });
  await sayWho(page, told);
  await sayTheRest(page, told);
  await take(page);
  await expect(heading(page)).toHaveText("A case is open");
  await page.goBack();
  await page.reload();
  await expect(page.getByRole("button", { name: "Take the referral" })).toHaveCount(0);
  await search(page, named(told));
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first().getByRole("link")).toHaveCount(1);
});

// What a worker does again and again, in the words of the pages.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";

export const heading = (page) => page.getByRole("heading", { level: 1 });
/** The cases on the list that is shown, a row each. */
export const rows = (page) => page.locator(".od-worklist__case");

/** Follows a link, or presses a button that leads to another page, and waits until that page is all there. */
export async function follow(link) {
  const arrived = link.page().waitForEvent("load");
  await link.click();
  await arrived;
}

/** Presses the button of this name, which leads to another page. */
export const press = (page, name) => follow(page.getByRole("button", { name, exact: true }));

/** Searches for what is typed. */
export async function search(page, text) {
  await page.goto("/search");
  await page.getByRole("searchbox", { name: "Search people and cases" }).fill(text);
  await press(page, "Search");
}

/** Opens the list of these cases: mine, nobodys or everyones. */
export async function list(page, whose) {
  await page.goto(`/work?whose=${whose}`);
}

/** The paths of the cases on the list that is shown. */
export const paths = (page) => rows(page).evaluateAll((all) => all.map((row) => row.querySelector("a").getAttribute("href")));

const opened = new Set();
const onTheList = (all) =>
  all.map((row) => {
    const link = row.querySelector("a");
    return { path: link.getAttribute("href"), name: link.innerText, how: row.querySelector("[data-label=How]").innerText };
  });

/** Opens a case of this list on which this is to be done first and that is as asked for; a journey is given none that another had. Answers
 * with its path. */
export async function openCase(page, whose, toDo = "Call", isAsAskedFor = async () => true) {
  await list(page, whose);
  const found = [];
  for (;;) {
    found.push(...(await rows(page).evaluateAll(onTheList)));
    const next = page.getByRole("link", { name: "Next" });
    if (!(await next.count())) break;
    await follow(next);
  }
  for (const { path, name } of found.filter(({ path, how }) => how.trim().split("\n")[0] === toDo && !opened.has(path))) {
    await page.goto(path);
    await expect(heading(page)).toHaveText(name);
    if (await isAsAskedFor(page)) {
      opened.add(path);
      return path;
    }
  }
  return assert.fail(`the example hub has no such case in “${whose}” on which “${toDo}” is to be done first`);
}

/** Goes from a case to the page where an attempt by this way is written down. */
export async function chooseWay(page, way) {
  await press(page, "Record a contact attempt");
  await page.getByRole("radio", { name: new RegExp(`^${way} `) }).first().check();
  await press(page, "Continue");
  await expect(heading(page)).toContainText(way);
}

/** Says that somebody who wants support is supported by phone. */
export const byPhone = (page) => page.getByRole("group", { name: "If they want support: how is it given?" }).getByLabel("By phone").check();

/** Sends what was written down about an attempt; where somebody else may answer or read it, it was checked. */
export async function send(page) {
  const checked = page.getByLabel("I have checked that it is the person who answers or reads this");
  if (await checked.count()) await checked.check();
  await press(page, "Record the attempt");
}

/** Writes down an attempt by this way and what came of it. */
export async function record(page, way, outcome, note) {
  await chooseWay(page, way);
  await page.getByRole("radio", { name: outcome, exact: true }).check();
  if (outcome === "Wants support") await byPhone(page);
  if (note) await page.getByLabel("What else there is to say (optional)").fill(note);
  await send(page);
  await done(page, "The contact attempt has been recorded.");
}

/** Answers the questions about safety, those not named here with "Not known". */
export async function agree(page, answers, notes = "") {
  const questions = {
    call: "Is it safe to call?",
    message: "Is it safe to leave a message?",
    text: "Is it safe to text?",
    email: "Is it safe to email?",
    letter: "Is it safe to write a letter?",
    suspect: "Does the suspect live at the person’s address?",
  };
  for (const [what, question] of Object.entries(questions)) {
    await page.getByRole("group", { name: question }).getByLabel(answers[what] ?? "Not known", { exact: true }).check();
  }
  await page.getByLabel("What must whoever makes contact know?").fill(notes);
  await press(page, "Save");
}

/** What the page says was just done. */
export async function done(page, sentence) {
  await expect(page.getByRole("alert").filter({ hasText: sentence })).toBeVisible();
}

/** The rows of "What is due". */
export const due = (page) => page.locator("section[aria-labelledby=due] .govuk-summary-list__row");
/** The entries of the timeline, the latest first. */
export const timeline = (page) => page.locator("section[aria-labelledby=timeline] li");

/** Everything on the page that one can press, or choose, to make contact: way and where it leads, as the page says them. */
export function waysOffered(page) {
  return page.evaluate(() => {
    const links = [...document.querySelectorAll("main a[href]")].map((link) => link.getAttribute("href"));
    const schemes = { tel: "Call", sms: "Text", mailto: "Email" };
    const outward = links.filter((href) => /^[a-z][a-z0-9+.-]*:/i.test(href) && !/^https?:/i.test(href));
    const pressed = outward.map((href) => schemes[href.split(":")[0]] ?? href);
    const chosen = [...document.querySelectorAll("main input[name=by]")].map((input) => input.value.split(".")[0]);
    const words = { call: "Call", voicemail: "Leave a message", text: "Text", email: "Email", letter: "Write a letter" };
    return [...pressed, ...chosen.map((way) => words[way] ?? way)];
  });
}

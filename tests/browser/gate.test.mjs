// The gate on the pages: a way of contact that is denied is never offered. Judged from what a page says of the person, by the rules of the
// transfer feed written down once more; not by what the page itself concludes.
import assert from "node:assert/strict";
import { AMINA } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { paths, waysOffered } from "./steps.mjs";

const journey = journeys();

const DANGEROUS = ["domestic abuse", "stalking", "honour-based", "forced marriage"];
const WAYS = ["Call", "Leave a message", "Text", "Email", "Write a letter"];
/** The kinds of contact point that each way goes to. */
const GOES_TO = {
  Call: ["Mobile", "Home phone"],
  "Leave a message": ["Mobile", "Home phone"],
  Text: ["Mobile"],
  Email: ["Email address"],
  "Write a letter": ["Home address"],
};
const MUST_BE_MET = [
  "it was called unsafe",
  "the suspect lives there",
  "nobody knows, and that is dangerous",
  "there is nowhere that it goes",
  "Call is offered",
  "Email is offered",
];

/** What the case's page says of the person: which contact points stand, what was said of each way, and what makes silence dangerous. */
function facts(page) {
  return page.evaluate(() => {
    const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
    const contact = document.querySelector("section[aria-labelledby=contact]");
    const unusable = ["This cannot be used as it stands.", "Do not use this "];
    const cards = [...contact.querySelectorAll(".govuk-summary-card")].filter((card) => !unusable.some((words) => text(card).includes(words)));
    const title = (card) => text(card.querySelector(".govuk-summary-card__title"));
    const points = cards.map(title);
    const own = cards.filter((card) => !/ on record uses? this /.test(text(card))).map(title);
    const lines = [...contact.querySelectorAll(".govuk-summary-card li")];
    const said = Object.fromEntries(lines.map((line) => [text(line).split(":")[0], text(line.querySelector(".od-safety"))]));
    const rows = [...document.querySelectorAll("section[aria-labelledby=incidents] .govuk-summary-list__row")].map(text);
    const marks = rows.filter((row) => row.startsWith("Marked as")).join(" ").toLowerCase();
    const main = text(document.querySelector("main"));
    const shares = main.includes("The suspect lives at the person’s address.");
    return { points, own, said, marks, shares, closed: main.includes("This case was closed on") };
  });
}

/** Why this way is shut, or nothing. */
function shut(way, { points, own, said, marks, shares, closed }) {
  if (closed) return "the case is closed";
  if (!GOES_TO[way].some((kind) => points.includes(kind))) return "there is nowhere that it goes";
  if (way === "Write a letter" && shares) return "the suspect lives there";
  if (said[way] === "Not safe" || (way === "Leave a message" && said.Call === "Not safe")) return "it was called unsafe";
  if (way !== "Call" && said[way] === "Not known" && (shares || DANGEROUS.some((mark) => marks.includes(mark)))) return "nobody knows, and that is dangerous";
  const isLeft = ["Leave a message", "Text"].includes(way);
  if (isLeft && said[way] !== "Safe" && !GOES_TO[way].some((kind) => own.includes(kind))) return "others have it too";
  return undefined;
}

journey("on no case, and on no page of it, is a way offered that is denied", async (visit) => {
  const page = await visit(AMINA, { javaScriptEnabled: false });
  const cases = [];
  for (const number of [1, 2]) {
    await page.goto(`/work?whose=everyones&page=${number}`);
    cases.push(...(await paths(page)));
    assert.deepEqual(await waysOffered(page), [], "the list tells, and offers nothing");
  }
  const met = new Set();
  for (const path of cases) {
    await page.goto(path);
    const known = await facts(page);
    const offered = { [path]: await waysOffered(page) };
    await page.goto(`${path}/attempt`);
    offered[`${path}/attempt`] = await waysOffered(page);
    for (const way of await page.locator("input[name=by]").evaluateAll((inputs) => inputs.map((input) => input.value))) {
      await page.goto(`${path}/attempt?by=${way}`);
      offered[`${path}/attempt?by=${way}`] = await waysOffered(page);
    }
    for (const way of WAYS) {
      const why = shut(way, known);
      for (const [at, ways] of Object.entries(offered)) assert.ok(!(why && ways.includes(way)), `${way} is offered at ${at}, though ${why}`);
      met.add(why ?? `${way} is offered`);
      if (!why) assert.ok(offered[`${path}/attempt`].includes(way), `${way} is open and not offered at ${path}/attempt`);
    }
  }
  for (const something of MUST_BE_MET) assert.ok(met.has(something), `the example hub has nobody of whom holds: ${something}`);
});

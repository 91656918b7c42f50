// My work: who to contact, what is overdue first.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { follow, heading, list, paths, press, rows } from "./steps.mjs";

const journey = journeys();

const FILTERS = ["Whose cases", "Contact by", "Only"];
/** The number in "My cases (124)". */
const counted = (text) => Number(/\(([\d,]+)(?: or more)?\)$/.exec(text)[1].replace(",", ""));
const chosen = (page, filter) => page.getByLabel(filter, { exact: true }).locator("option:checked").innerText();
const show = (page) => press(page, "Show");

async function shown(page) {
  const text = await page.locator(".od-count").innerText();
  const [first, last, all] = text.match(/\d[\d,]*/g).map((number) => Number(number.replace(",", "")));
  return { first, last, all };
}

journey("what is overdue comes first, and says so in words", async (visit) => {
  const page = await visit(AMINA);
  await list(page, "everyones");
  const late = [];
  for (;;) {
    late.push(...(await rows(page).evaluateAll((all) => all.map((row) => row.querySelectorAll(".od-due--overdue").length > 0))));
    const next = page.getByRole("link", { name: "Next" });
    if (!(await next.count())) break;
    await follow(next);
  }
  assert.ok(late.includes(true) && late.includes(false), "the example hub has both");
  assert.deepEqual(late, [...late].sort((a, b) => b - a));
  await page.goto("/work?whose=everyones&when=overdue");
  for (const text of await page.locator("[data-label='Contact by'] .od-due").allInnerTexts()) assert.match(text, /overdue/);
});

journey("each filter shows as many cases as it says, and stays chosen", async (visit) => {
  const page = await visit(AMINA);
  for (const filter of FILTERS) {
    await list(page, "everyones");
    for (const option of await page.getByLabel(filter, { exact: true }).locator("option").allInnerTexts()) {
      await list(page, "everyones");
      await page.getByLabel(filter, { exact: true }).selectOption(option);
      await show(page);
      const all = counted(option);
      assert.equal(await chosen(page, filter), option);
      if (all === 0) {
        await expect(rows(page)).toHaveCount(0);
        await expect(page.locator("main")).toContainText(/No case is like that|Nothing is due on your cases/);
      } else {
        assert.deepEqual(await shown(page), { first: 1, last: Math.min(50, all), all }, option);
      }
    }
  }
});

journey("several filters hold at once, and one link leads back", async (visit) => {
  const page = await visit(AMINA);
  await list(page, "everyones");
  await page.getByLabel("Contact by", { exact: true }).selectOption("overdue");
  await page.getByLabel("Only", { exact: true }).selectOption("enhanced");
  await show(page);
  assert.ok((await rows(page).count()) > 0);
  const late = rows(page).filter({ has: page.locator(".od-due--overdue") });
  await expect(late.filter({ has: page.locator(".od-priority--enhanced") })).toHaveCount(await rows(page).count());
  await follow(page.getByRole("link", { name: "Back to my cases" }));
  await expect(heading(page)).toHaveText("My work");
  assert.match(await chosen(page, "Whose cases"), /^My cases/);
});

journey("pages of fifty lead from the first case to the last, each once", async (visit) => {
  const page = await visit(AMINA);
  await list(page, "everyones");
  const { all } = await shown(page);
  assert.ok(all > 50, "the example hub fills more than a page");
  const seen = [];
  for (;;) {
    seen.push(...(await paths(page)));
    await expect(page.getByRole("navigation", { name: "Pages of the list" }).locator("[aria-current=page]")).toHaveCount(1);
    const next = page.getByRole("link", { name: "Next" });
    if (!(await next.count())) break;
    await follow(next);
  }
  assert.equal(seen.length, all);
  assert.equal(new Set(seen).size, all);
  await follow(page.getByRole("link", { name: "Previous" }));
  assert.equal((await shown(page)).last, (Math.ceil(all / 50) - 1) * 50);
});

journey("a case opens from the list, and back leads to the list as it was", async (visit) => {
  const page = await visit(AMINA);
  await page.goto("/work?whose=everyones&when=any&only=&page=2");
  const list = page.url();
  const link = rows(page).first().getByRole("link");
  const name = await link.innerText();
  await follow(link);
  await expect(heading(page)).toHaveText(name);
  await page.goBack();
  await expect(page).toHaveURL(list);
});

// One box for people and cases.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, GARETH } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { follow, heading, openCase, rows, search } from "./steps.mjs";

const journey = journeys();

/** A case and everything by which somebody on the telephone may ask for it. */
async function somebody(page) {
  const path = await openCase(page, "everyones", "Call", async () => (await page.locator("a[href^='tel:']").count()) > 0);
  const text = (selector) => page.locator(selector).first().innerText();
  const known = { path, name: await text("h1"), reference: await text(".od-reference"), phone: await text("a[href^='tel:']") };
  const crime = page.locator("section[aria-labelledby=incidents] .govuk-summary-list__row", { hasText: "Crime reference" }).first();
  return { ...known, crime: await crime.locator("dd").innerText() };
}

journey("a person is found by name, by reference and by number, however it is spaced, and leads to the case", async (visit) => {
  const page = await visit(AMINA);
  const { path, name, reference, phone, crime } = await somebody(page);
  const [first, ...rest] = name.split(" ");
  const asked = [
    name,
    `${rest.join(" ")}, ${first}`.toUpperCase(),
    `${first} ${rest.join(" ").slice(0, 2)}`,
    reference,
    reference.toLowerCase().replace("-", " "),
    phone,
    phone.replace(/ /g, ""),
    phone.replace(/ /g, "").replace(/^0/, "+44"),
    crime,
  ];
  for (const text of asked) {
    await search(page, text);
    assert.match(page.url(), /\/search\/[0-9a-f-]{36}$/, "what is typed stays out of the address");
    const found = page.locator(`.od-worklist a[href="${path}"]`);
    await expect(found, `by ${asked.indexOf(text)}`).toHaveCount(1);
    await follow(found);
    await expect(heading(page)).toHaveText(name);
    await page.goBack();
    await expect(page.getByRole("searchbox")).toHaveValue(text);
    await expect(found).toHaveCount(1);
  }
});

journey("a number that nobody has finds nobody, and a new referral is offered", async (visit) => {
  const page = await visit(AMINA);
  for (const text of ["Zebedee Nobodyatall", "07700 900999 Zebedee", "nobody.at.all@example.org", "ZZ99 9ZZ"]) {
    page.watch.tell({ names: [text.replace(/[\d@].*/, "")] });
    await search(page, text);
    await expect(page.getByRole("heading", { name: "Nobody found" })).toBeVisible();
    await expect(rows(page)).toHaveCount(0);
  }
  await follow(page.getByRole("main").getByRole("link", { name: "take a new referral" }));
  await expect(heading(page)).toHaveText("Who is telling you about this?");
});

journey("nothing typed asks for something to look for", async (visit) => {
  const page = await visit(AMINA);
  for (const text of ["", "   ", ",,"]) {
    await search(page, text);
    await expect(page.getByRole("alert").getByRole("link")).toHaveText([/^Enter a name, birth date, phone number/]);
    await expect(page.locator(".govuk-error-summary")).toBeFocused();
  }
});

journey("what comes back as markup is shown as typed", async (visit) => {
  const page = await visit(AMINA);
  const typed = `<img src=x onerror=alert(1)> "'&`;
  await search(page, typed);
  await expect(page.getByRole("searchbox")).toHaveValue(typed);
  assert.equal(await page.locator("main img").count(), 0);
});

journey("whoever has many namesakes is found in pages, and one worker’s search is nobody else’s", async (visit) => {
  const page = await visit(AMINA);
  for (const letter of "sjamc") {
    await search(page, letter);
    if (await page.getByRole("link", { name: "Next" }).count()) break;
  }
  const [, first, last, all] = (await page.locator(".od-count").innerText()).match(/Showing (\d+) to (\d+) of (\d+)/).map(Number);
  assert.ok(first === 1 && last === (await rows(page).count()) && last < all);
  await follow(page.getByRole("link", { name: "Next" }));
  await expect(page.locator(".od-count")).toContainText(`Showing ${last + 1} to `);
  const gareth = await visit(GARETH);
  await gareth.goto(page.url());
  await expect(rows(gareth)).toHaveCount(0);
  await expect(gareth.getByRole("searchbox")).toHaveValue("");
});

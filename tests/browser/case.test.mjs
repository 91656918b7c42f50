// Whose case it is, and what is safe for the person.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, LUCJA, PRIYA } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { agree, chooseWay, done, due, follow, heading, list, openCase, press, timeline, waysOffered } from "./steps.mjs";

const journey = journeys();
const worker = (page) => page.locator(".govuk-summary-list__row").filter({ has: page.locator("dt", { hasText: /^\s*Worker\s*$/ }) });
const errors = (page) => page.getByRole("alert").getByRole("link");
const onList = (page, path) => page.locator(`.od-worklist a[href="${path}"]`);

journey("nobody’s case is taken, and is then on that worker’s list and nobody else’s", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "nobodys");
  const lucja = await visit(LUCJA);
  await lucja.goto(path);
  await press(page, "Take the case");
  await done(page, "The case is now yours.");
  await expect(worker(page)).toContainText("Amina Yusuf");
  await expect(timeline(page).first()).toContainText(/Case taken.*Amina Yusuf/s);
  await list(page, "mine");
  await expect(onList(page, path)).toHaveCount(1);
  await list(page, "nobodys");
  await expect(onList(page, path)).toHaveCount(0);

  // Łucja saw it while nobody had it.
  await press(lucja, "Take the case");
  await expect(worker(lucja)).toContainText("Amina Yusuf");
  await expect(lucja.getByText("The case is now yours.")).toHaveCount(0);
  await expect(lucja.getByRole("button", { name: "Take the case" })).toHaveCount(0);
});

journey("a team lead gives a case to a worker; a worker cannot", async (visit) => {
  const priya = await visit(PRIYA);
  const path = await openCase(priya, "nobodys");
  await follow(priya.getByRole("link", { name: "Give the case to a worker" }));
  await press(priya, "Give the case");
  await expect(errors(priya)).toHaveText(["Choose a worker"]);
  await priya.getByRole("combobox", { name: "Worker" }).selectOption({ label: "Łucja Nowak" });
  await press(priya, "Give the case");
  await done(priya, "The case has been given to a worker.");
  await expect(worker(priya)).toContainText("Łucja Nowak");

  const lucja = await visit(LUCJA);
  await list(lucja, "mine");
  await follow(onList(lucja, path));
  await expect(lucja.getByRole("link", { name: /^Give/ })).toHaveCount(0);
  assert.equal((await lucja.goto(`${path}/give`)).status(), 404);
  await expect(heading(lucja)).toHaveText("Page not found");
});

journey("a case is handed over with what the next worker must know", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "mine");
  await follow(page.getByRole("link", { name: "Hand over the case" }));
  await press(page, "Hand over");
  await expect(errors(page)).toHaveText(["Choose a worker", "Say why the case changes hands", "Enter what the next worker must know"]);
  await page.getByRole("combobox", { name: "Worker" }).selectOption({ label: "Łucja Nowak" });
  await page.getByLabel("The worker is away").check();
  await page.getByLabel("What must the next worker know?").fill("Ask for her by her first name only.\nNever on Fridays.");
  await press(page, "Hand over");
  await done(page, "The case has been handed over.");
  await expect(worker(page)).toContainText("Łucja Nowak");
  await expect(page.getByRole("link", { name: /^Hand over/ })).toHaveCount(0);
  assert.equal((await page.goto(`${path}/hand-over`)).status(), 404, "it is not hers any more");
  const lucja = await visit(LUCJA);
  await list(lucja, "mine");
  await follow(onList(lucja, path));
  await expect(timeline(lucja).first()).toContainText(/Case handed over.*To Łucja Nowak.*The worker is away.*Ask for her by her first name only\./s);
});

journey("a team lead hands a colleague’s case over", async (visit) => {
  const amina = await visit(AMINA);
  const path = await openCase(amina, "mine", "Agree a safe way to make contact");
  const priya = await visit(PRIYA);
  await priya.goto(`${path}/hand-over`);
  await priya.getByRole("combobox", { name: "Worker" }).selectOption({ label: "Łucja Nowak" });
  await priya.getByLabel("The worker has too many cases").check();
  await priya.getByLabel("What must the next worker know?").fill("Nothing has been agreed yet.");
  await press(priya, "Hand over");
  await expect(worker(priya)).toContainText("Łucja Nowak");
});

journey("a case is closed with its reason, and only by whoever works it", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "mine", "Agree a safe way to make contact");
  const lucja = await visit(LUCJA);
  assert.equal((await lucja.goto(`${path}/close`)).status(), 404);
  await follow(page.getByRole("link", { name: "Close the case" }));
  await press(page, "Close the case");
  await expect(errors(page)).toHaveText(["Say why the case ends"]);
  await page.getByLabel("Another service supports the person").check();
  await press(page, "Close the case");
  await done(page, "The case has been closed.");
  await expect(page.locator("main")).toContainText("another service supports the person");
  assert.deepEqual(await waysOffered(page), []);
});

journey("what the person says is safe opens that way, shuts the others, and stands where contact is made", async (visit) => {
  const page = await visit(AMINA);
  const hasEmail = async () => (await page.locator(".govuk-summary-card__title", { hasText: "Email address" }).count()) > 0;
  const path = await openCase(page, "everyones", "Agree a safe way to make contact", hasEmail);
  await follow(due(page).getByRole("link", { name: "Record what is safe" }));
  await agree(page, { call: "No", message: "No", text: "No", email: "Yes", letter: "No" }, "Only before noon. She is <b>Jo</b> on the phone.");
  await done(page, "The ways of contact have been changed.");
  assert.deepEqual([...new Set(await waysOffered(page))], ["Email"]);
  await expect(due(page).filter({ hasText: "Agree a safe way" })).toHaveCount(0);
  await chooseWay(page, "Email");
  await expect(page.locator("main")).toContainText("Before you make contact: Only before noon. She is <b>Jo</b> on the phone.");

  await page.goto(`${path}/safety`);
  await expect(page.getByRole("group", { name: "Is it safe to email?" }).getByLabel("Yes")).toBeChecked();
  await agree(page, { call: "No", message: "No", text: "No", email: "No", letter: "No" });
  assert.deepEqual(await waysOffered(page), []);
  await expect(due(page).filter({ hasText: "Agree a safe way to make contact" })).toHaveCount(1);
  await page.goto(`${path}/attempt`);
  await expect(heading(page)).toContainText("No way of contact is open");
  assert.deepEqual(await waysOffered(page), []);
});

journey("no letter goes where the suspect lives, whatever else was said", async (visit) => {
  const page = await visit(AMINA);
  const canWrite = async () => (await page.locator("section[aria-labelledby=safety] li").filter({ hasText: /^Write a letter/ }).count()) > 0;
  const path = await openCase(page, "everyones", "Call", canWrite);
  await page.goto(`${path}/safety`);
  await agree(page, { call: "Yes", letter: "Yes", suspect: "Yes" });
  await expect(page.locator("section[aria-labelledby=safety]")).toContainText("The suspect lives at the person’s address.");
  await expect(page.locator("section[aria-labelledby=safety]")).toContainText("Do not write: the suspect lives at the same address.");
  await page.goto(`${path}/attempt`);
  assert.deepEqual([...new Set(await waysOffered(page))], ["Call"]);
});

journey("a mark of safety never contradicts the gate", async (visit) => {
  const page = await visit(AMINA);
  const path = await openCase(page, "everyones");
  await page.goto(`${path}/safety`);
  await agree(page, { call: "No", message: "Yes", text: "Yes", email: "Yes", letter: "Yes" });
  const lines = await page.locator("section[aria-labelledby=contact] li").allInnerTexts();
  for (const line of lines) assert.ok(!(/Do not /.test(line) && /: Safe/.test(line.replace(/\s+/g, " "))), line);
});

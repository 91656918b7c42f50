// The main journey without a script, without a mouse, and on the narrowest screen.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, GARETH, PASSWORD } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { Keyboard } from "./keyboard.mjs";
import { SOMEBODY_NEW, sayTheRest, sayWho } from "./referral.mjs";
import { done, follow, heading, openCase, press, record, rows, timeline } from "./steps.mjs";

const journey = journeys();
const NARROW = { viewport: { width: 320, height: 700 } };

/** Notes every page that is wider than the window. */
function watchWidth(page) {
  const widths = [];
  page.on("load", () => widths.push(page.evaluate(() => [location.pathname, document.documentElement.scrollWidth - innerWidth]).catch(() => null)));
  return async () => {
    const seen = (await Promise.all(widths)).filter(Boolean);
    assert.ok(seen.length > 8);
    assert.deepEqual(seen.filter(([, over]) => over > 0), []);
  };
}

journey("without a script, on a narrow screen", async (visit) => {
  const page = await visit(undefined, { javaScriptEnabled: false, ...NARROW });
  page.watch.tell({ names: [`${SOMEBODY_NEW.given} ${SOMEBODY_NEW.family}`], phones: [SOMEBODY_NEW.phone], emails: [SOMEBODY_NEW.email] });
  const checkWidth = watchWidth(page);
  await page.goto("/");
  await page.getByLabel("Email address").fill(GARETH);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await press(page, "Sign in");
  await expect(heading(page)).toHaveText("My work");
  await page.getByLabel("Contact by").selectOption("overdue");
  await press(page, "Show");
  await openCase(page, "nobodys");
  const name = await heading(page).innerText();
  const reference = await page.locator(".od-reference").innerText();
  await press(page, "Take the case");
  await done(page, "The case is now yours.");
  await record(page, "Call", "No answer", "Rang out.");
  await expect(timeline(page).first()).toContainText("Call: No answer");
  await follow(page.getByRole("link", { name: "Change which ways are safe" }));
  await page.getByRole("group", { name: "Is it safe to call?" }).getByLabel("Yes").check();
  await page.getByRole("group", { name: "Is it safe to leave a message?" }).getByLabel("No", { exact: true }).check();
  await press(page, "Save");
  await done(page, "The ways of contact have been changed.");
  await expect(page.locator("section[aria-labelledby=safety]")).toContainText("Do not leave a message: the person said that it is not safe.");
  await follow(page.getByRole("link", { name: "Search" }));
  await page.getByRole("searchbox").fill(reference);
  await press(page, "Search");
  await follow(rows(page).getByRole("link", { name }));
  await expect(heading(page)).toHaveText(name);
  await sayWho(page, SOMEBODY_NEW);
  await sayTheRest(page, SOMEBODY_NEW);
  await press(page, "Take the referral");
  await expect(heading(page)).toHaveText("A case is open");
  await press(page, "Sign out");
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await checkWidth();
});

journey("with the keyboard alone, on a narrow screen", async (visit) => {
  const page = await visit(undefined, NARROW);
  page.watch.tell({ names: ["Leopoldine Tabkey"] });
  const checkWidth = watchWidth(page);
  const keys = new Keyboard(page);
  const button = (name) => page.getByRole("button", { name, exact: true });
  const link = (name) => page.getByRole("link", { name });
  await page.goto("/");
  await keys.type(page.getByLabel("Email address"), AMINA);
  await keys.type(page.getByLabel("Password", { exact: true }), PASSWORD);
  await keys.follow(button("Sign in"));

  await keys.to(link("Skip to main content"));
  assert.ok((await link("Skip to main content").boundingBox()).height > 20, "the way past the menu is shown");
  await page.keyboard.press("Enter");
  await keys.pick(page.getByLabel("Whose cases"), "Nobody");
  await keys.follow(button("Show"));
  await expect(heading(page)).toHaveText("Cases nobody has taken");
  const toCall = rows(page).filter({ has: page.locator("[data-label=How]", { hasText: /^\s*Call/ }) });
  const first = toCall.first().getByRole("link").first();
  const name = await first.innerText();
  await keys.follow(first);
  await expect(heading(page)).toHaveText(name);
  const reference = await page.locator(".od-reference").innerText();
  await keys.follow(button("Take the case"));
  await done(page, "The case is now yours.");

  await keys.follow(button("Record a contact attempt"));
  await keys.choose(page.getByRole("radio", { name: /^Call / }).first());
  await keys.follow(button("Continue"));
  await keys.follow(button("Record the attempt"));
  await expect(page.locator(".govuk-error-summary")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("radio").first()).toBeFocused();
  await keys.choose(page.getByRole("radio", { name: "No answer" }));
  await keys.to(page.getByLabel("Day"));
  await keys.type(page.getByLabel("What else there is to say (optional)"), "Rang out.");
  await keys.follow(button("Record the attempt"));
  await done(page, "The contact attempt has been recorded.");

  await keys.follow(link("Change which ways are safe"));
  await keys.choose(page.getByRole("group", { name: "Is it safe to call?" }).getByLabel("Yes"));
  await keys.choose(page.getByRole("group", { name: "Is it safe to text?" }).getByLabel("No", { exact: true }));
  await keys.follow(button("Save"));
  await done(page, "The ways of contact have been changed.");

  await keys.press(button("Menu"));
  await keys.follow(link("Search"));
  await keys.type(page.getByRole("searchbox"), reference);
  await keys.follow(button("Search"));
  await keys.follow(rows(page).first().getByRole("link").first());
  await expect(heading(page)).toHaveText(name);

  await keys.press(button("Menu"));
  await keys.follow(link("New referral"));
  await keys.choose(page.getByRole("radio", { name: "The person who needs support" }));
  await keys.follow(button("Continue"));
  await keys.type(page.getByLabel("Given name"), "Leopoldine");
  await keys.type(page.getByLabel("Family name"), "Tabkey");
  await keys.follow(button("Continue"));
  await expect(heading(page)).toHaveText("Where do they live?");
  await keys.press(button("Menu"));
  await keys.follow(button("Sign out"));
  await expect(page.getByText("You are signed out.")).toBeVisible();
  assert.ok(keys.stops > 100, "the keyboard was really used");
  await checkWidth();
});

// Signing in and out.
import assert from "node:assert/strict";
import { expect } from "@playwright/test";
import { AMINA, GARETH, PASSWORD, signIn } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { follow, press } from "./steps.mjs";

// Going back must be refused by the pages themselves, so the browser keeps them for going back wherever it may.
const journey = journeys({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });

async function tryToSignIn(page, email, password) {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Sign in");
}

journey("a wrong password and an unknown address get one and the same calm answer", async (visit) => {
  const page = await visit();
  const answers = [];
  for (const [email, password] of [[AMINA, "not-the-password"], ["nobody@example.org", PASSWORD], [AMINA, PASSWORD.toUpperCase()]]) {
    await tryToSignIn(page, email, password);
    const summary = page.getByRole("alert");
    await expect(page.locator(".govuk-error-summary")).toBeFocused();
    await expect(page).toHaveTitle(/^Error: Sign in – /);
    assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), "", "what was typed is not sent back");
    answers.push((await page.locator("main").innerText()).trim());
    assert.equal(await summary.getByRole("link").count(), 1);
  }
  assert.equal(new Set(answers).size, 1, answers.join("\n---\n"));
  assert.match(answers[0], /The email address or the password is not right/);
  await page.getByRole("alert").getByRole("link").click();
  await expect(page.getByLabel("Email address")).toBeFocused();
});

journey("nothing typed is told field by field", async (visit) => {
  const page = await visit();
  await tryToSignIn(page, "", "");
  await expect(page.getByRole("alert").getByRole("link")).toHaveText(["Enter your email address", "Enter your password"]);
});

journey("whoever guesses must wait, and is told how long, whether or not there is such an account", async (visit) => {
  const page = await visit();
  const told = [];
  for (const email of ["helen@example.org", "nobody.at.all@example.org"]) {
    for (let guess = 0; guess < 11; guess += 1) await tryToSignIn(page, email, `guess ${guess}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Too many attempts to sign in");
    told.push((await page.locator("main").innerText()).replace(/\d+/, "some"));
  }
  assert.equal(told[0], told[1]);
  assert.match(told[0], /Wait some seconds, then try again\./);
  await tryToSignIn(page, AMINA, PASSWORD);
  await expect(page).toHaveURL((url) => url.pathname === "/");
});

journey("whoever follows a link to a case is there after signing in", async (visit, address) => {
  const amina = await visit(AMINA);
  const path = await amina.locator(".od-worklist__case th a").first().getAttribute("href");
  const page = await visit();
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await page.getByLabel("Email address").fill(GARETH);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await press(page, "Sign in");
  await expect(page).toHaveURL(`${address}${path}`);
});

journey("no link can send somebody elsewhere by way of signing in", async (visit, address) => {
  const elsewhere = ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example", "javascript:alert(1)"];
  const page = await visit();
  for (const next of elsewhere) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    assert.ok(!(await page.content()).includes("elsewhere.example"), `${next} does not even get into the form`);
  }
  await page.getByLabel("Email address").fill(GARETH);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.locator("form").first().evaluate((form) => {
    const next = Object.assign(document.createElement("input"), { type: "hidden", name: "next", value: "https://elsewhere.example/" });
    form.append(next);
  });
  await press(page, "Sign in");
  await expect(page).toHaveURL(`${address}/`);
});

journey("signing out ends the session for everybody who has it", async (visit, address) => {
  const page = await visit();
  await signIn(page, address, GARETH);
  const name = await page.locator(".od-worklist__case th a").first().innerText();
  await follow(page.locator(".od-worklist__case th a").first());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const { cookies } = await page.context().storageState();
  const session = cookies.find((cookie) => cookie.name === "onedoor");
  const { httpOnly, sameSite, expires } = session;
  assert.deepEqual({ httpOnly, sameSite, expires }, { httpOnly: true, sameSite: "Lax", expires: -1 }, "for this browser and this site alone");

  await press(page, "Sign out");
  await expect(page.getByText("You are signed out.")).toBeVisible();
  for (let back = 0; back < 3; back += 1) {
    await page.evaluate(() => history.back());
    await page.waitForTimeout(300);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
    assert.ok(!(await page.content()).includes(name), "nobody is on the page");
  }

  const thief = await visit();
  await thief.context().addCookies([{ ...session }]);
  await thief.goto("/");
  await expect(thief.getByRole("heading", { level: 1 })).toHaveText("Sign in");
});

journey("a page left open does nothing once its session is over", async (visit, address) => {
  const page = await visit();
  await signIn(page, address, GARETH);
  const other = await page.context().newPage();
  await other.goto("/");
  const path = await other.locator(".od-worklist__case th a").first().getAttribute("href");
  await other.goto(`${path}/safety`);
  await press(page, "Sign out");
  await press(other, "Save");
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Sign in");
});

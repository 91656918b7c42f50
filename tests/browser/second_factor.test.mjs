// Second factors as people use them: an authenticator app without any script, a passkey with one.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { expect } from "@playwright/test";
import { AMINA, GARETH, PASSWORD, now, signIn } from "./hub.mjs";
import { journeys } from "./journey.mjs";
import { faultsOf } from "./page_check.mjs";
import { press } from "./steps.mjs";

const journey = journeys();

/** The code an app shows: RFC 6238 with SHA-1, six digits, 30 seconds. */
function codeOf(letters, at = now()) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...letters.replaceAll(" ", "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", secret).update(step).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function password(page, email) {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await press(page, "Sign in");
}

journey("an authenticator app is added and used without any script, and its recovery codes too", async (visit, address) => {
  const page = await visit(undefined, { javaScriptEnabled: false });
  await signIn(page, address, GARETH);
  await page.goto("/account/authenticator");
  await page.getByText("You cannot scan the picture").click();
  const letters = await page.locator("#secret").innerText();
  assert.match(letters, /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  await expect(page.getByRole("img", { name: /authenticator app/ })).toBeVisible();
  await page.getByLabel("Code that the app shows").fill("000000");
  await press(page, "Continue");
  await expect(page.locator(".govuk-error-summary")).toContainText("not the code the app shows now");
  await page.getByLabel("Code that the app shows").fill(codeOf(letters));
  await press(page, "Continue");
  await press(page, "Make ten recovery codes");
  const codes = await page.locator("code.od-code").allInnerTexts();
  assert.equal(codes.length, 10);

  await press(page, "Sign out");
  await password(page, GARETH);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Prove that it is you");
  await page.goto("/search");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Prove that it is you");
  await page.getByLabel("Code from your authenticator app").fill(codes[0]);
  await press(page, "Continue");
  await expect(page).toHaveURL(`${address}/search`);
  await press(page, "Sign out");
  await password(page, GARETH);
  await page.getByLabel("Code from your authenticator app").fill(codeOf(letters, now() + 30_000));
  await press(page, "Continue");
  await expect(page).toHaveURL(`${address}/`);
});

journey("a passkey is added, and proves who somebody is", async (visit, address) => {
  // A passkey is bound to a name; a bare number has none.
  const local = address.replace("127.0.0.1", "localhost");
  const page = await visit(undefined, { address: local });
  const device = await page.context().newCDPSession(page);
  await device.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await device.send("WebAuthn.addVirtualAuthenticator", { options });
  await signIn(page, local, AMINA);
  await page.goto(`${local}/account/second-factor`);
  await page.getByLabel("What do you call the device?").fill("work laptop");
  await press(page, "Add a passkey");
  await expect(page.getByText("Your second factor has been added.")).toBeVisible();

  await press(page, "Sign out");
  const again = async () => {
    await page.goto(`${local}/sign-in`);
    await page.getByLabel("Email address").fill(AMINA);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await press(page, "Sign in");
  };
  await again();
  await page.getByRole("button", { name: "Use your passkey" }).click();
  await expect(page).toHaveURL(`${local}/`);

  await page.goto(`${local}/account/second-factor`);
  await page.getByRole("button", { name: "Remove the passkey work laptop" }).click();
  await expect(page.getByText("Your second factor has been removed.")).toBeVisible();
});

journey("the pages about an account are within everybody's reach", async (visit) => {
  const page = await visit("lucja@example.org");
  const faults = [];
  for (const path of ["/account", "/account/password", "/account/second-factor", "/account/authenticator", "/account/recovery-codes"]) {
    await page.goto(path);
    faults.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`));
  }
  const helen = await visit("helen@example.org");
  for (const path of ["/users", "/users/new"]) {
    await helen.goto(path);
    faults.push(...(await faultsOf(helen)).map((fault) => `${path}: ${fault}`));
  }
  assert.deepEqual(faults, []);
});

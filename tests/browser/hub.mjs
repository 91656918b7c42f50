// The demo hub as a browser meets it: started on a free port, ended by its process id.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { chromium } from "@playwright/test";

export const PASSWORD = "one-door-for-everybody";
/** Who the tests sign in as: three workers, a team lead. The others work at the example hub too. Łucja opens whatever Amina does; Gareth is
 * not cleared for what is ring-fenced. */
export const AMINA = "amina@example.org";
export const LUCJA = "lucja@example.org";
export const GARETH = "gareth@example.org";
export const PRIYA = "priya@example.org";
export const STAFF = [AMINA, GARETH, PRIYA, LUCJA, "marcus@example.org", "helen@example.org", "noor@example.org", "daniel@example.org", "wendy@example.org", "iris@example.org", "oliver@example.org"];

async function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** ONEDOOR_PROGRAM names another build of the program. */
export const PROGRAM = process.env.ONEDOOR_PROGRAM ?? "target/debug/onedoor";

/** The moment at which the example hub begins, the same in every run: what is due, and on which case first, changes with the hour. ONEDOOR_AT
 * names another. */
const BEGINS = process.env.ONEDOOR_AT ?? "2026-11-24T10:00:00Z";
let ahead = 0;
/** The present moment at the hub that was started last, in milliseconds since 1970. */
export const now = () => Date.now() + ahead;

/** Starts the example hub; answers with its address and a way to end it. */
export function startHub() {
  ahead = Date.parse(BEGINS) - Date.now();
  return serving((port) => ["demo", "--port", String(port), "--at", BEGINS], "End it with");
}

/** Runs the program so on a free port, and waits until it says this. */
export async function serving(args, isReady) {
  const port = await freePort();
  const program = spawn(PROGRAM, args(port), { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ready = new Promise((resolve, reject) => {
    const hear = (piece) => {
      said += piece;
      if (said.includes(isReady)) resolve();
    };
    program.stdout.on("data", hear);
    program.stderr.on("data", hear);
    program.once("exit", (code) => reject(new Error(`the hub ended with ${code}: ${said}`)));
    setTimeout(() => reject(new Error(`the hub was not ready within two minutes: ${said}`)), 120_000).unref();
  });
  // A run that is broken off leaves no hub behind.
  process.once("exit", () => program.kill("SIGTERM"));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
  await ready;
  const ended = new Promise((resolve) => program.once("exit", resolve));
  const end = () => {
    program.kill("SIGTERM");
    setTimeout(() => program.kill("SIGKILL"), 10_000).unref();
    return ended;
  };
  return { address: `http://127.0.0.1:${port}`, log: () => said, end };
}

/** Chromium as Debian installs it. */
export async function startBrowser(options = {}) {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
  const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const args = ["--no-sandbox", "--disable-gpu", ...quiet];
  return chromium.launch({ executablePath, args, ...options });
}

/** Signs in on a page of its own and leaves it at my work. */
export async function signIn(page, address, email) {
  await page.goto(`${address}/sign-in`);
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

// Hubs other than the example, for what it does not have: their own profile, with whom a test needs and the referrals it names.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PASSWORD, PROGRAM, serving } from "./hub.mjs";

const HEAD =
  "source_record_id,crime_reference,recorded_at,offence_text,flags,given_name,family_name,date_of_birth,postcode,address_1,phone_mobile,safe_call,support_consent";

/** The hub of a profile that ships with the program, with these people (address, name, role, and where they work as arguments say it) and
 * referrals; answers as `startHub` does. */
export async function startHubOf(profile, people, referrals) {
  const folder = mkdtempSync(join(tmpdir(), "onedoor-hub-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const its = join(folder, profile);
  cpSync(join("profiles", profile), its, { recursive: true });
  // What a profile demands beside a password is for the tests of just that.
  const rules = join(its, "profile.toml");
  writeFileSync(rules, readFileSync(rules, "utf8").replace(/^second_factor = \[[^]*?\n\]/m, 'second_factor = ["auditor"]'));
  const kept = ["--database", `sqlite:${join(folder, "hub.db")}`, "--keys", join(folder, "keys")];
  const run = (args, input) => execFileSync(PROGRAM, args, { input, stdio: ["pipe", "pipe", "inherit"] });
  run(["keys", "new", join(folder, "keys")]);
  for (const [email, name, role, ...place] of people) {
    run(["user", "add", email, "--name", name, "--role", role, ...place, "--profile", its, ...kept, "--password-stdin"], PASSWORD);
  }
  const feed = join(folder, "feed.csv");
  writeFileSync(feed, [HEAD, ...referrals].join("\n"));
  run(["intake", feed, "--profile", its, ...kept]);
  const hub = await serving((port) => ["serve", "--profile", its, ...kept, "--port", String(port)], "listening on");
  return { ...hub, end: () => hub.end().finally(() => rmSync(folder, { recursive: true, force: true })) };
}

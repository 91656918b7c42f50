// A referral by telephone, one question a page.
import { expect } from "@playwright/test";
import { heading, press } from "./steps.mjs";

/** Somebody the example hub does not know; a number out of Ofcom's range for drama. */
export const SOMEBODY_NEW = {
  given: "Ottoline",
  family: "Quillfeather",
  born: ["27", "3", "1984"],
  phone: "07700 900987",
  email: "ottoline.quillfeather@example.org",
  happened: "Somebody broke in while she slept.",
};

const go = (page) => press(page, "Continue");
const choose = (page, question, answer) => page.getByRole("group", { name: question }).getByLabel(answer, { exact: true }).check();

/** Whose call it is and who it is about: up to where the hub says whether it knows them. */
export async function sayWho(page, told, at = async () => {}) {
  await page.goto("/referrals/new");
  await expect(heading(page)).toHaveText("Who is telling you about this?");
  await at("who is telling");
  await page.getByLabel("The person who needs support").check();
  await go(page);
  await expect(heading(page)).toHaveText("Who needs support?");
  await at("who needs support");
  await page.getByLabel("Given name").fill(told.given);
  await page.getByLabel("Family name").fill(told.family);
  const [day, month, year] = told.born;
  await page.getByLabel("Day").fill(day);
  await page.getByLabel("Month").fill(month);
  await page.getByLabel("Year").fill(year);
  await page.getByLabel("Phone number").fill(told.phone);
  await go(page);
}

/** From where they live to the page that shows every answer once more; to what follows from it where they do not agree to support. */
export async function sayTheRest(page, told, at = async () => {}) {
  await expect(heading(page)).toHaveText("Where do they live?");
  await at("where they live");
  await page.getByLabel("Address line 1").fill("12 Example Street");
  await page.getByLabel("Town or city").fill("Lincoln");
  await page.getByLabel("Postcode").fill("LN1 1AA");
  await page.getByLabel("Email address").fill(told.email);
  await go(page);
  await expect(heading(page)).toHaveText("Which ways of contact are safe?");
  await at("which ways are safe");
  for (const [question, answer] of Object.entries({
    "Is it safe to call them?": "Yes",
    "Is it safe to leave a voicemail?": "No",
    "Is it safe to send a text?": "No",
    "Is it safe to send an email?": "Yes",
    "Is it safe to send a letter?": "Do not know",
    "Does the suspect live at the same address?": "No",
    "How would they like to be contacted?": "Phone call",
  })) {
    await choose(page, question, answer);
  }
  await go(page);
  await expect(heading(page)).toHaveText("Was it reported to the police?");
  await at("whether it was reported");
  await page.getByLabel("No", { exact: true }).check();
  await go(page);
  await expect(heading(page)).toHaveText("What happened?");
  await at("what happened");
  await page.getByLabel("It happened to them").check();
  await page.getByLabel("A crime", { exact: true }).check();
  await page.getByLabel("In a few words").fill(told.happened);
  await go(page);
  await expect(heading(page)).toHaveText("Does any of this apply?");
  await at("what applies");
  await go(page);
  await expect(heading(page)).toHaveText("When and where did it happen?");
  await at("when and where");
  await go(page);
  await expect(heading(page)).toHaveText("Do they agree to support?");
  await at("whether they agree");
  await page.getByLabel(told.agrees ?? "Yes, they agree").check();
  await go(page);
  if (told.agrees) return;
  await expect(heading(page)).toHaveText("Language and needs");
  await at("language and needs");
  await go(page);
  await expect(heading(page)).toHaveText("Check the answers");
  await at("check the answers");
}

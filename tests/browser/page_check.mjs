// What every page must be, whatever it is about: within reach of everybody (WCAG 2.2 AA, as far as a program can tell), readable at 320 pixels
// without scrolling sideways, and with one heading and one title of its own.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const NARROW = { width: 320, height: 800 };
const WIDE = { width: 1280, height: 900 };

/** What GOV.UK's own components cause and keep, each with its reason; nothing of ours may be added. */
const GOVUK = [
  {
    rule: "aria-allowed-attr",
    // Conditionally revealing radios say with aria-expanded what they reveal, which ARIA does not foresee on a radio:
    // https://design-system.service.gov.uk/components/radios/#conditionally-revealing-a-related-question
    isTheirs: (html) => html.includes("govuk-radios__input") && html.includes("aria-expanded"),
  },
];

async function violations(page) {
  if (!(await page.evaluate("typeof window.axe === 'object'"))) await page.evaluate(axe);
  const run = (values) => window.axe.run(document, { runOnly: { type: "tag", values }, rules: { "target-size": { enabled: true } } });
  const { violations: found, passes } = await page.evaluate(run, TAGS);
  if (passes.length < 10) return ["the page was not looked at"];
  const all = found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => ({ id, html, why: failureSummary.replace(/\s+/g, " ") })));
  const ours = all.filter(({ id, html }) => !GOVUK.some(({ rule, isTheirs }) => rule === id && isTheirs(html)));
  return ours.map(({ id, html, why }) => `${id}: ${html.slice(0, 200)} ${why}`);
}

/** What sticks out sideways, is too small to press, or is shown though it is to be hidden. Links among others are judged by their distance from each other, below. */
function layout() {
  const faults = [];
  const shown = (element) => `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.trim().slice(0, 40)}`;
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) {
    const isWide = (element) => element.scrollWidth > innerWidth || element.getBoundingClientRect().right > innerWidth;
    const wide = [...document.querySelectorAll("body *")].filter(isWide).slice(-1).map(shown);
    faults.push(`scrolls sideways: ${scrollWidth} of ${innerWidth} pixels, because of ${wide}`);
  }
  // GOV.UK's menu is hidden behind its button on a narrow screen, and shown by its own styles on a wide one.
  for (const hidden of document.querySelectorAll("[hidden]:not(.govuk-service-navigation__list)")) {
    if (hidden.checkVisibility()) faults.push(`is hidden and shown: ${shown(hidden)}`);
  }
  const pressed = "button:not(.govuk-service-navigation__link), input:not([type=hidden]), select, textarea, .govuk-button";
  for (const element of document.querySelectorAll(pressed)) {
    const { width, height } = element.getBoundingClientRect();
    const visible = element.checkVisibility({ visibilityProperty: true });
    if (visible && (width < 24 || height < 24)) faults.push(`${Math.round(width)} by ${Math.round(height)} pixels: ${shown(element)}`);
  }
  return faults;
}

function outline(hub) {
  const faults = [];
  if (document.querySelectorAll("h1").length !== 1) faults.push("has not one main heading");
  if (document.documentElement.lang !== "en") faults.push("does not say its language");
  if (!document.title.endsWith(` – ${hub}`)) faults.push(`has the title “${document.title}”`);
  const failed = Boolean(document.querySelector(".govuk-error-summary"));
  if (failed !== document.title.startsWith("Error: ")) faults.push("does not say in its title whether something is wrong");
  const levels = [...document.querySelectorAll("main :is(h1, h2, h3, h4)")].map((heading) => Number(heading.tagName[1]));
  levels.forEach((level, at) => level > (levels[at - 1] ?? level) + 1 && faults.push(`jumps to a heading of level ${level}`));
  return faults;
}

/** Everything wrong with the page that is open, at both widths; its title ends with what the hub is called. */
export async function faultsOf(page, hub = "Exampleshire Victim Hub") {
  const faults = await page.evaluate(outline, hub);
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    const found = [...(await page.evaluate(layout)), ...(await violations(page))];
    faults.push(...found.map((fault) => `at ${size.width} pixels ${fault}`));
  }
  return faults;
}

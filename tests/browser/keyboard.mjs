// A worker who uses no mouse: Tab, Enter, the space bar, the arrows, and letters. Wherever Tab leads it must be seen.
import assert from "node:assert/strict";

/** More than the stops of any page. */
const STOPS = 250;

/** What shows where the keyboard is, on the element itself or on what stands for it: GOV.UK draws radios beside the real ones. */
function isSeen() {
  const element = document.activeElement;
  const draws = (of, pseudo) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor } = getComputedStyle(of, pseudo);
    return [outlineStyle === "none" ? "" : `${outlineStyle} ${outlineWidth} ${outlineColor}`, boxShadow, backgroundColor];
  };
  const label = element.labels?.[0];
  const look = () => [...draws(element), ...(label ? draws(label, "::before") : [])];
  const focused = look();
  const marked = focused.some((drawn) => /^(?!none)./.test(drawn) && /\d/.test(drawn));
  element.blur();
  const plain = look();
  element.focus();
  const box = element.getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { changes: marked && focused.some((drawn, at) => drawn !== plain[at]), inView, what: element.outerHTML.slice(0, 120) };
}

export class Keyboard {
  stops = 0;
  #page;

  constructor(page) {
    this.#page = page;
  }

  #has(target) {
    return target.evaluate((element) => element === document.activeElement);
  }

  async #tab() {
    await this.#page.keyboard.press("Tab");
    this.stops += 1;
    if (await this.#page.evaluate(() => document.activeElement === document.body)) return;
    const { changes, inView, what } = await this.#page.evaluate(isSeen);
    assert.ok(changes, `nothing shows that the keyboard is at ${what}`);
    assert.ok(inView, `the keyboard is out of sight at ${what}`);
  }

  /** Goes on with Tab until it is there. */
  async to(target) {
    for (let stop = 0; stop < STOPS && !(await this.#has(target)); stop += 1) await this.#tab();
    assert.ok(await this.#has(target), `Tab does not lead to ${target}`);
  }

  async type(target, text) {
    await this.to(target);
    await this.#page.keyboard.press("Control+A");
    await this.#page.keyboard.type(text);
  }

  /** Follows a link or presses a button, which leads to another page. */
  async follow(target) {
    await this.to(target);
    const arrived = this.#page.waitForEvent("load");
    await this.#page.keyboard.press("Enter");
    await arrived;
  }

  /** Opens what a button on the page opens. */
  async press(target) {
    await this.to(target);
    await this.#page.keyboard.press("Space");
  }

  /** Tab leads to a group of radios, the arrows to one of them. */
  async choose(radio) {
    const name = await radio.getAttribute("name");
    const inGroup = () => this.#page.evaluate((of) => document.activeElement?.name === of, name);
    for (let stop = 0; stop < STOPS && !(await inGroup()); stop += 1) await this.#tab();
    for (let stop = 0; stop < STOPS && !(await this.#has(radio)); stop += 1) await this.#page.keyboard.press("ArrowDown");
    if (!(await radio.isChecked())) await this.#page.keyboard.press("Space");
    assert.ok(await radio.isChecked(), `the arrows do not lead to ${radio}`);
  }

  /** Letters choose from a list. */
  async pick(select, letters) {
    await this.to(select);
    await this.#page.keyboard.type(letters);
    const chosen = await select.locator("option:checked").innerText();
    assert.ok(chosen.startsWith(letters), `“${letters}” chooses “${chosen}”`);
  }
}

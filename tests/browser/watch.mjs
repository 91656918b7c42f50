// What must hold wherever a browser goes in the hub, watched while it goes there: nothing is asked of another host, no page complains, every
// page forbids keeping a copy, every error leads to its field, and nobody's name, number or address gets into an address or a title, which
// browsers and proxies remember.
import assert from "node:assert/strict";
import { PASSWORD, STAFF } from "./hub.mjs";

/** Words of the service's own addresses and titles that are family names too. */
const OURS = new Set(["page", "young"]);
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const EMAIL = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;
const PHONE = /(?:\+44|\b0)[\d ]{9,13}\b/g;
/** Where a page of the hub says whom it is about. */
const NAMED = [
  /<p class="od-reference">[^<]*<\/p><h1[^>]*>([^<]+)/g,
  /<span class="govuk-caption-l">([^<]+), [0-9A-Z]{4}-[0-9A-Z]{4}</g,
  /<th role="rowheader" scope="row"><a [^>]*>([^<]+)/g,
];

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const words = (text) => plain(text).split(/[^\p{L}]+/u).filter((word) => word.length > 2 && !OURS.has(word));
const digits = (text) => text.replace(/\D/g, "").replace(/^44/, "0");
const CHARACTERS = { "&#39;": "'", "&quot;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const unescaped = (html) => html.replace(/&(#39|quot|lt|gt|amp);/g, (written) => CHARACTERS[written]);

function decoded(url) {
  const spaced = url.replace(/\+/g, " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Watches everything that the pages of a browser context do. */
export class Watch {
  faults = [];
  urls = new Set();
  titles = new Set();
  names = new Set();
  phones = new Set();
  emails = new Set();
  #reading = [];
  #read = 0;
  #origin;

  constructor(context, address) {
    this.#origin = new URL(address).origin;
    context.on("request", (request) => this.#request(request.url()));
    context.on("response", (response) => this.#response(response));
    context.on("console", (message) => this.#console(message));
    context.on("weberror", (error) => this.faults.push(`a script failed: ${error.error().message}`));
  }

  #request(url) {
    this.urls.add(url);
    if (!url.startsWith(`${this.#origin}/`)) this.faults.push(`asks another host: ${url}`);
  }

  #response(response) {
    const status = response.status();
    const url = response.url();
    if (status >= 500) this.faults.push(`${status} from ${url}`);
    if (response.request().resourceType() !== "document") {
      if (status >= 400) this.faults.push(`${status} from ${url}`);
      return;
    }
    const kept = response.headers()["cache-control"];
    if (kept !== "no-store") this.faults.push(`may be kept by the browser (cache-control ${kept}): ${url}`);
    if (status < 300 || status >= 400) this.#reading.push(response.text().then((html) => this.#look(new URL(url).pathname, html), () => {}));
  }

  #console(message) {
    // Chromium complains like this of every page that is not found or that has an error summary.
    const expected = /^Failed to load resource: the server responded with a status of (403|404|422|429) /.test(message.text());
    if (message.type() === "error" && !expected) this.faults.push(`the console says: ${message.text()}`);
  }

  #look(path, html) {
    this.#read += 1;
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => this.faults.push(`two things have the id ${id} on ${path}`));
    const summary = /<ul class="govuk-list govuk-error-summary__list">[^]*?<\/ul>/.exec(html)?.[0] ?? "";
    for (const [, to] of summary.matchAll(/href="#([^"]*)"/g)) if (!ids.includes(to)) this.faults.push(`an error leads nowhere (#${to}) on ${path}`);
    this.titles.add(unescaped(/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? ""));
    const main = unescaped(/<main[^]*<\/main>/.exec(html)?.[0] ?? "");
    for (const pattern of NAMED) for (const [, name] of main.matchAll(pattern)) if (!name.startsWith("Name not ")) this.names.add(name);
    for (const [email] of main.matchAll(EMAIL)) this.emails.add(email.toLowerCase());
    for (const [phone] of main.matchAll(PHONE)) this.phones.add(digits(phone));
  }

  /** Notes somebody whose name or number a test types. */
  tell({ names = [], phones = [], emails = [] }) {
    names.forEach((name) => this.names.add(name));
    phones.forEach((phone) => this.phones.add(digits(phone)));
    emails.forEach((email) => this.emails.add(email.toLowerCase()));
  }

  /** Fails with everything that was wrong up to now. */
  async check() {
    await Promise.race([Promise.all(this.#reading), new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
    // A page that was left at once cannot be read any more; that must stay the exception.
    if (this.#read * 4 < this.#reading.length * 3) this.faults.push(`only ${this.#read} of ${this.#reading.length} pages could be read`);
    STAFF.forEach((email) => this.emails.delete(email));
    const said = [
      ...[...this.urls].filter((url) => !url.startsWith(`${this.#origin}/assets/`)).map((url) => [`the address ${url}`, decoded(url).replace(UUID, " ")]),
      ...[...this.titles].map((title) => [`the title “${title}”`, title]),
    ];
    const known = new Set([...this.names].flatMap(words));
    for (const [where, text] of said) {
      const lower = text.toLowerCase();
      const numbers = digits(text.replace(/\+44/g, "0"));
      for (const word of words(text)) if (known.has(word)) this.faults.push(`${where} says somebody’s name`);
      for (const email of this.emails) if (lower.includes(email)) this.faults.push(`${where} says somebody’s email address`);
      for (const phone of this.phones) if (numbers.includes(phone)) this.faults.push(`${where} says somebody’s number`);
      if (lower.includes(PASSWORD)) this.faults.push(`${where} says a password`);
    }
    assert.ok(this.faults.length === 0, [...new Set(this.faults)].join("\n"));
  }
}

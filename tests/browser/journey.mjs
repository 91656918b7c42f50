// A hub and a browser for the journeys of one file, ended after them. Every window that a journey opens is watched.
import { after, before, test } from "node:test";
import { signIn, startBrowser, startHub } from "./hub.mjs";
import { Watch } from "./watch.mjs";

/** Milliseconds that a page may keep a journey waiting, on a machine busy with something else. */
const PATIENCE = 20_000;
/** Longest that a journey may take, in milliseconds too. */
const LONGEST = 90_000;

/** Answers with `journey(name, go)`: `go(visit, address)` is the test, `visit(email, options)` opens a window in which that worker is
 * signed in. The hub is the example, unless another is to start. */
export function journeys(browserOptions, start = startHub) {
  let hub;
  let browser;
  const signedIn = new Map();
  before(async () => {
    hub = await start();
    browser = await startBrowser(browserOptions);
  });
  after(async () => {
    await browser?.close();
    await hub?.end();
  });

  /** One sign-in a worker and file, as the hub counts them. */
  async function session(email) {
    if (!signedIn.has(email)) {
      const context = await browser.newContext();
      await signIn(await context.newPage(), hub.address, email);
      signedIn.set(email, await context.storageState());
      await context.close();
    }
    return signedIn.get(email);
  }

  return (name, go) =>
    test(name, { timeout: LONGEST }, async () => {
      const open = [];
      const visit = async (email, { address = hub.address, ...options } = {}) => {
        const storageState = email ? await session(email) : undefined;
        const context = await browser.newContext({ baseURL: address, storageState, viewport: { width: 1280, height: 900 }, ...options });
        context.setDefaultTimeout(PATIENCE);
        open.push({ context, watch: new Watch(context, address) });
        const page = await context.newPage();
        if (email) await page.goto("/");
        return Object.assign(page, { watch: open.at(-1).watch });
      };
      try {
        await go(visit, hub.address);
        for (const { watch } of open) await watch.check();
      } finally {
        await Promise.all(open.map(({ context }) => context.close()));
      }
    });
}

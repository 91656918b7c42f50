// The pictures in the README: node tests/browser/screenshots.mjs FOLDER
import { signIn, startBrowser, startHub } from "./hub.mjs";

const folder = process.argv[2];
const hub = await startHub();
const browser = await startBrowser();
try {
  for (const width of [320, 1280]) {
    const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
    const take = (name) => page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: width === 1280 });
    await page.goto(`${hub.address}/sign-in`);
    await take("sign-in");
    await signIn(page, hub.address, "amina@example.org");
    await take("my-work");
    const cases = await page.locator(".od-worklist a").evaluateAll((links) => links.map((link) => link.href));
    for (const [place, address] of cases.entries()) {
      await page.goto(address);
      if (place === 0) await take("case");
      // Not everybody can be contacted at once: the picture shows the first who can.
      const attempt = page.locator('main a[href$="/attempt"]').first();
      if (await attempt.count()) {
        await attempt.click();
        break;
      }
    }
    await take("attempt");
    await page.goto(`${hub.address}/search`);
    await take("search");
    await page.goto(`${hub.address}/referrals/new`);
    await take("referral");
  }
} finally {
  await browser.close();
  hub.end();
}

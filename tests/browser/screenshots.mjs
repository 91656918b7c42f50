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
    await page.locator(".od-worklist a").first().click();
    await take("case");
    await page.locator('main a[href$="/attempt"]').first().click();
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

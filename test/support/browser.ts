import chromium from '@sparticuz/chromium';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

/** Opens a page in a headless browser that reaches no network but (if asked) this machine, and closes it in the end. */
export async function withPage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const browser = await launchBrowser();
  try {
    return await use(await openPage(browser));
  } finally {
    await browser.close();
  }
}

/** A headless browser; who launches it closes it. */
export async function launchBrowser(): Promise<Browser> {
  return puppeteer.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args,
    headless: 'shell',
    defaultViewport: { width: 1100, height: 900, deviceScaleFactor: 1 },
  });
}

/** A page that reaches no network but this machine. */
export async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.setRequestInterception(true);
  page.on('request', request => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1' && hostname !== 'localhost')
      void request.abort();
    else void request.continue();
  });
  return page;
}

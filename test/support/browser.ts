import chromium from '@sparticuz/chromium';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

/** Opens a page in a headless browser that reaches no network but (if asked) this machine, and closes it in the end. */
export async function withPage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const browser: Browser = await puppeteer.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args,
    headless: 'shell',
    defaultViewport: { width: 1100, height: 900, deviceScaleFactor: 1 },
  });
  try {
    const page = await browser.newPage();
    await page.setRequestInterception(true);
    page.on('request', request => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1' && hostname !== 'localhost')
        void request.abort();
      else void request.continue();
    });
    return await use(page);
  } finally {
    await browser.close();
  }
}

import chromium from '@sparticuz/chromium';

/** Unpacks the browser once, before the tests start: two that find it missing at once would take each other's unfinished file. */
export default async function unpackBrowser() {
  await chromium.executablePath();
}

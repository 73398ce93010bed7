import { readFile, stat } from 'node:fs/promises';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { size } from '../../display/words.js';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { TooLargeError } from '../../errors/too-large-error.js';
import { arrayPng } from './array-png.js';

/** These functions run in the thread of `isolated`. */

/** The longer side of a page that is drawn, in pixels. */
const side = 1400;
const mostBytes = 200_000_000;

let library: Promise<PDFiumLibrary> | undefined;

/** A page drawn on white, and how many there are. */
export async function page(
  path: string,
  title: string,
  number: number,
): Promise<{ png: Uint8Array; pages: number }> {
  const { size: bytes } = await stat(path);
  if (bytes > mostBytes)
    throw new TooLargeError(`${title} has ${size(bytes)}: too large to draw here. Save it instead.`);
  library ??= PDFiumLibrary.init();
  const document = await (await library).loadDocument(await readFile(path));
  try {
    const pages = document.getPageCount();
    if (!(number >= 1 && number <= pages))
      throw new MalformedFileError(`${title} has no page ${number}. It has ${pages}, counted from 1.`);
    const page = document.getPage(number - 1);
    const { originalWidth, originalHeight } = page.getOriginalSize();
    const scale = Math.min(2, side / Math.max(1, originalWidth, originalHeight));
    const { data, width, height } = await page.render({ scale, render: 'bitmap' });
    return { png: await arrayPng({ shape: [height, width, 4], dtype: 'uint8', data }), pages };
  } finally {
    document.destroy();
  }
}

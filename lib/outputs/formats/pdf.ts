import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { escapeHtml } from '../../display/html.js';
import { plural, size } from '../../display/words.js';
import { moduleUrl } from '../../model/package-root.js';
import { isolated } from '../isolated/isolated.js';
import { dataUrl, shownPicture } from '../pictures/shown-picture.js';
import type { FormatReader } from '../reader.js';

const thread = moduleUrl('lib/outputs/pictures/pdf-thread.js');
/** A larger file is not put into the notebook. */
const mostLinked = 5_000_000;

/** PDF: a page (`part`, the first by default) as a picture, with a link to the whole where it is small. */
export const pdfReader: FormatReader = {
  async image(file, options) {
    const path = await file.path(options);
    const args = [path, file.title, Number(options.part ?? 1)];
    const { png, pages } = await isolated<{ png: Uint8Array; pages: number }>(
      thread,
      'page',
      args,
      file.title,
      options.signal,
    );
    const { size: length } = await stat(path);
    const number = pages > 1 ? `page ${options.part ?? 1} of ${pages}` : plural(pages, 'page');
    const caption = `${file.caption} · ${number} · ${size(length)}`;
    const name = escapeHtml(basename(file.name));
    const link =
      length > mostLinked
        ? ''
        : ` · <a style="color:inherit" download="${name}" href="${dataUrl('application/pdf', await readFile(path))}">download</a>`;
    return shownPicture(png, caption, link);
  },
};

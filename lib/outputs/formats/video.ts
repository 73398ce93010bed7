import { Displayable } from '../../display/display.js';
import { escapeHtml } from '../../display/html.js';
import { styled } from '../../display/style.js';
import { size } from '../../display/words.js';
import { TooLargeError } from '../../errors/too-large-error.js';
import { dataUrl } from '../pictures/shown-picture.js';
import type { FormatReader } from '../reader.js';
import { begins } from '../text.js';

/** A larger video would make a notebook that no front end opens. */
const mostBytes = 25_000_000;

/** MP4 and WebM, with the player of the front end. */
export const videoReader: FormatReader = {
  async show(file, options) {
    const known = await file.size(options);
    const head = await file.head(options);
    const bytes = known !== undefined && known > mostBytes ? undefined : await file.bytes(options);
    if (!bytes || bytes.length > mostBytes) {
      const length = size(bytes?.length ?? known ?? 0);
      throw new TooLargeError(
        `${file.title} has ${length}, too large to put into the notebook. Save it and open it beside: await file.save().`,
      );
    }
    const type = begins(head, '\x1a\x45\xdf\xa3') ? 'video/webm' : 'video/mp4';
    const caption = `${file.caption} · ${size(bytes.length)}`;
    return new Displayable(() => ({
      'text/html': styled(
        `<div class="tb"><video controls src="${dataUrl(type, bytes)}" style="max-width:100%"></video><div class="tb-soft">${escapeHtml(caption)}</div></div>`,
      ),
      'text/plain': `video, ${size(bytes.length)}`,
    }));
  },
};

import { Displayable } from '../../display/display.js';
import { size } from '../../display/words.js';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { TooLargeError } from '../../errors/too-large-error.js';
import { pictureHtml } from '../pictures/shown-picture.js';
import type { FormatReader } from '../reader.js';

const mostBytes = 10_000_000;

/** SVG, shown as a picture: in an `img` no script of it runs, and it loads nothing from elsewhere. */
export const svgReader: FormatReader = {
  async image(file, options) {
    const text = await file.text(options);
    if (text.length > mostBytes)
      throw new TooLargeError(
        `${file.title} has ${size(text.length)}: too large to put into the notebook. Save it instead.`,
      );
    if (!/<(\w+:)?svg[\s>]/.test(text)) throw new MalformedFileError(`${file.title} is no SVG picture.`);
    const bytes = new TextEncoder().encode(text);
    const caption = `${file.caption} · ${size(text.length)}`;
    return new Displayable(() => ({
      'text/html': pictureHtml(bytes, caption, { type: 'image/svg+xml' }),
      'text/plain': `SVG picture, ${size(text.length)}`,
    }));
  },
};

import { Displayable } from '../../display/display.js';
import type { FormatReader } from '../reader.js';
import { decodeText } from '../text.js';

/** Text of which nothing else is known: its beginning is shown. */
export const textReader: FormatReader = {
  async show(file, options) {
    const text = decodeText(await file.head(options)) ?? '';
    return new Displayable(() => ({ 'text/plain': text }));
  },
};

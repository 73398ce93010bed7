import { Displayable } from '../../display/display.js';
import { plainLog } from '../../display/log-text.js';
import { size } from '../../display/words.js';
import { hexView } from '../hex-view.js';
import type { FormatReader } from '../reader.js';
import { decodeText } from '../text.js';

/** Of a longer text the beginning and the end are shown, in bytes. */
const firstBytes = 16_384;
const lastBytes = 49_152;

/** Text of which nothing else is known, such as the log of a program, in the colours that it has on a terminal. */
export const textReader: FormatReader = {
  async show(file, options) {
    const head = await file.head(options);
    const length = await file.size(options);
    const text = decodeText(head);
    if (text === undefined) return hexView(head, length, file.caption);
    if (head.length === 0) return new Displayable(() => ({ 'text/plain': `${file.caption} · empty` }));
    if (length === undefined || length <= head.length || length < firstBytes + lastBytes)
      return logView(text);
    const last = await file.bytes({ ...options, start: length - lastBytes, end: length });
    const beginning = text.slice(0, text.lastIndexOf('\n', firstBytes) + 1);
    const end = (decodeText(last) ?? '').replace(/^[^\n]*\n/, '');
    const left = size(length - firstBytes - lastBytes);
    return logView(`${beginning}\u001b[0m\n… ${left} left out; text() and lines() have all …\n\n${end}`);
  },
};

async function logView(text: string): Promise<Displayable> {
  const plain = plainLog(text);
  if (!text.includes('\u001b[')) return new Displayable(() => ({ 'text/plain': plain }));
  const { ansiHtml } = await import('../ansi-html.js');
  return new Displayable(() => ({ 'text/html': ansiHtml(text), 'text/plain': plain }));
}

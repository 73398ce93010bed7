import { Displayable } from '../display/display.js';
import { size } from '../display/words.js';

const shown = 256;
const perLine = 16;

/** The first bytes of contents that nothing is known of, as numbers and characters. */
export function hexView(bytes: Uint8Array, length: number | undefined, caption: string): Displayable {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, shown); at += perLine) {
    const row = [...bytes.subarray(at, Math.min(at + perLine, shown))];
    const hex = row.map(byte => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = row.map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(perLine * 3 - 1)}  ${characters}`);
  }
  const facts = `${caption} · binary, ${length === undefined ? 'of a size that is not known' : size(length)}`;
  return new Displayable(() => ({ 'text/plain': [...lines, facts].join('\n') }));
}

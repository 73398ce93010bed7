import Anser from 'anser';
import { escapeHtml } from '../display/html.js';
import { plainLog } from '../display/log-text.js';
import { styled } from '../display/style.js';

/** The eight colours of terminals: those of the sheet, which suit light and dark, and others mixed with the text's own. */
const palette: Readonly<Record<string, string>> = {
  black: 'var(--soft)',
  red: 'var(--bad)',
  green: 'var(--ok)',
  yellow: 'var(--wait)',
  blue: 'var(--run)',
  magenta: mixed('#a24bc8'),
  cyan: mixed('#1b8a92'),
  white: 'var(--soft)',
};

/** A colour that stands out less and reads on any ground. */
function mixed(color: string): string {
  return `color-mix(in srgb,${color} 70%,currentColor)`;
}

const styles: Readonly<Record<string, string>> = {
  bold: 'font-weight:600',
  dim: 'opacity:.7',
  italic: 'font-style:italic',
  underline: 'text-decoration:underline',
  strikethrough: 'text-decoration:line-through',
};

/** A text with the escape codes of a terminal as HTML: its colours, everything in it escaped, nothing else of what codes can do. */
export function ansiHtml(text: string): string {
  const lines = text.replace(/\r+\n/g, '\n').split('\n').map(lastOverwriting).join('\n');
  const spans = Anser.ansiToJson(lines, { json: true, use_classes: true, remove_empty: true }).map(spanHtml);
  return styled(
    `<div class="tb"><div class="tb-scroll" style="max-height:420px"><pre>${spans.join('')}</pre></div></div>`,
  );
}

/** A carriage return begins the line anew, as progress bars do; colours that were set before it are rare. */
function lastOverwriting(line: string): string {
  const end = line.endsWith('\r') ? line.length - 1 : line.length;
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
}

function spanHtml({
  content,
  fg,
  bg,
  fg_truecolor,
  bg_truecolor,
  decorations,
}: Anser.AnserJsonEntry): string {
  const reversed = decorations.includes('reverse');
  const [front, back] = [color(fg, fg_truecolor), color(bg, bg_truecolor)];
  const css = decorations.map(each => styles[each]);
  const [ink, paper] = reversed ? [back, front ?? 'currentColor'] : [front, back];
  if (ink) css.push(`color:${ink}`);
  if (paper) css.push(`background:color-mix(in srgb,${paper} 25%,transparent)`);
  const html = escapeHtml(plainLog(content));
  const style = css.filter(Boolean).join(';');
  return style === '' ? html : `<span style="${style}">${html}</span>`;
}

/** The library names the first sixteen colours; of others it gives red, green and blue. */
function color(name: string | null, exact: string | null): string | undefined {
  const numbers = /^\s*(\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})\s*$/.exec(exact ?? '');
  if (numbers) return mixed(`rgb(${numbers.slice(1).join(' ')})`);
  const word = /(black|red|green|yellow|blue|magenta|cyan|white)$/.exec(name ?? '')?.[1];
  return word && palette[word];
}

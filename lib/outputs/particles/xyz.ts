import { type Frame, LineReader } from './frames.js';

/** One frame of an XYZ file, with what its comment says. */
export interface XyzFrame extends Frame {
  /** The second line as it stands. */
  readonly comment: string;
  /** Of extended XYZ: its keys and values (`energy`, `Lattice`, ...), numbers as such. */
  readonly info: Readonly<Record<string, unknown>>;
}

/**
 * The frames of an XYZ file, plain or extended (https://github.com/libAtoms/extxyz). Plain columns are called `species`, `x`, `y`,
 * `z`, and `column5` and on; extended ones by their properties, those of three numbers with `_x`, `_y` and `_z`, the position just
 * `x`, `y`, `z`. A last frame that is cut short is left out where there are whole ones before it.
 *
 * @throws MalformedFileError with the line
 */
export function parseXyz(text: string, name: string): XyzFrame[] {
  const lines = new LineReader(text.trimEnd(), name);
  const frames: XyzFrame[] = [];
  try {
    while (!lines.ended) frames.push(readFrame(lines, frames.length + 1));
  } catch (error) {
    if (!lines.ended || frames.length === 0) throw error;
  }
  if (frames.length === 0) throw lines.error('there is no frame in the file');
  return frames;
}

function readFrame(lines: LineReader, label: number): XyzFrame {
  const first = lines.next().trim();
  if (!/^\d{1,12}$/.test(first))
    throw lines.error(`"${first.slice(0, 40)}" is no number of atoms, which a frame begins with`);
  const comment = lines.next().trim();
  const info = commentInfo(comment);
  const named = typeof info['Properties'] === 'string' ? propertyColumns(info['Properties']) : undefined;
  if (named?.length === 0) throw lines.error('its Properties are not name:type:count');
  const rows = lines.rows(Number(first), named?.length ?? 4);
  const width = Math.min(rows[0]?.length ?? 4, 1000);
  const columns =
    named ?? Array.from({ length: width }, (_, i) => ['species', 'x', 'y', 'z'][i] ?? `column${i + 1}`);
  return { label, comment, info, columns, rows };
}

/** `key=value key="several words" flag`, as extended XYZ writes them. */
function commentInfo(comment: string): Record<string, unknown> {
  const pairs = comment.matchAll(/(?<=^|\s)([^\s="]+)=(?:"([^"]*)"|'([^']*)'|(\S+))/g);
  return Object.fromEntries([...pairs].map(([, key, a, b, c]) => [key!, infoValue(a ?? b ?? c ?? '')]));
}

function infoValue(text: string): unknown {
  if (text === 'T' || text === 'F') return text === 'T';
  const numbers = text.trim().split(/\s+/).map(Number);
  if (text.trim() === '' || numbers.some(Number.isNaN)) return text;
  return numbers.length === 1 ? numbers[0] : numbers;
}

/** `species:S:1:pos:R:3` as the names of four columns. */
function propertyColumns(properties: string): string[] {
  const words = properties.split(':');
  const columns: string[] = [];
  for (let i = 0; i + 2 < words.length; i += 3) {
    const [name = '', , digits = ''] = words.slice(i, i + 3);
    const count = /^\d{1,3}$/.test(digits) ? Number(digits) : 0;
    for (let part = 0; part < count; part++) columns.push(partName(name, part, count));
  }
  return columns;
}

function partName(name: string, part: number, count: number): string {
  if (count === 1) return name;
  if (count !== 3) return `${name}_${part + 1}`;
  const axis = 'xyz'[part]!;
  return name === 'pos' ? axis : `${name}_${axis}`;
}

import { type Frame, LineReader } from './frames.js';

/** One step of a LAMMPS dump, with what stands above its atoms. */
export interface DumpFrame extends Frame {
  readonly timestep: number;
  /** The lines below `ITEM: BOX BOUNDS`: low and high of each axis, and the tilt where there is one. */
  readonly box: readonly (readonly number[])[];
  /** The words after `BOX BOUNDS`: what the sides of the box are (`pp pp pp`). */
  readonly boundary: string;
}

/**
 * The steps of a LAMMPS dump in text (https://docs.lammps.org/dump.html, styles `atom`, `custom` and `local`). A last step that
 * is cut short is left out where there are whole ones before it.
 *
 * @throws MalformedFileError with the line
 */
export function parseDump(text: string, name: string): DumpFrame[] {
  const lines = new LineReader(text, name);
  const frames: DumpFrame[] = [];
  try {
    while (!lines.ended) frames.push(readFrame(lines));
  } catch (error) {
    if (!lines.ended || frames.length === 0) throw error;
  }
  if (frames.length === 0) throw lines.error('there is no step in the file');
  return frames;
}

function readFrame(lines: LineReader): DumpFrame {
  let timestep = 0;
  let count: number | undefined;
  let box: number[][] = [];
  let boundary = '';
  for (;;) {
    const [, item = '', words = ''] =
      /^ITEM: (TIMESTEP|NUMBER OF \w+|BOX BOUNDS|UNITS|TIME|\w+)\s*(.*)$/.exec(lines.next().trimEnd()) ?? [];
    if (item === 'TIMESTEP') timestep = wholeNumber(lines);
    else if (item.startsWith('NUMBER OF')) count = wholeNumber(lines);
    else if (item === 'BOX BOUNDS') {
      boundary = words;
      box = lines.rows(3, 2).map(row => row.map(Number));
    } else if (item === 'UNITS' || item === 'TIME') lines.next();
    else if (item !== '' && words !== '' && count !== undefined) {
      const columns = words.split(/\s+/);
      return { label: timestep, timestep, box, boundary, columns, rows: lines.rows(count, columns.length) };
    } else throw lines.error('this is no line of a LAMMPS dump, which begins "ITEM: TIMESTEP"');
  }
}

function wholeNumber(lines: LineReader): number {
  const text = lines.next().trim();
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw lines.error(`"${text.slice(0, 40)}" is no whole number`);
}

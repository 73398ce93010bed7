import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { freeName } from '../free-name.js';
import { parseColumn } from '../parse-column.js';
import { Table } from '../table.js';

/** One step of a trajectory, as printed. */
export interface Frame {
  /** What the step is called in a table of all: its time step, or its number counted from 1. */
  readonly label: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * A table of one frame, counted from 1, or of all of them below each other with their label in the first column; a column that
 * a frame does not have is missing there.
 *
 * @param frame the last one by default
 * @throws MalformedFileError when there is no such frame
 */
export function frameTable(
  frames: readonly Frame[],
  frame: number | 'all' | undefined,
  { labelled, name, origin }: { labelled: string; name: string; origin?: string | undefined },
): Table {
  const chosen =
    frame === 'all' ? frames : frames.slice((frame ?? frames.length) - 1, frame ?? frames.length);
  if (chosen.length === 0 || frame === 0) {
    const has = frames.length === 1 ? 'one frame: 1' : `frames 1 to ${frames.length}`;
    throw new MalformedFileError(`${name} has no frame ${frame}. It has ${has}, or 'all' of them.`);
  }
  const names = [...new Set(chosen.flatMap(({ columns }) => columns))];
  const data = new Map<string, readonly unknown[]>();
  if (frame === 'all')
    data.set(
      labelled,
      chosen.flatMap(({ label, rows }) => rows.map(() => label)),
    );
  for (const column of names) {
    const texts = chosen.flatMap(({ columns, rows }) => {
      const at = columns.indexOf(column);
      return rows.map(row => row[at] ?? '');
    });
    const free = freeName(column, each => data.has(each));
    data.set(free, parseColumn(texts).values);
  }
  return Table.fromColumns(data, { origin });
}

/** Reads a text line by line. */
export class LineReader {
  #at = 0;
  /** The number of the line that was read last, counted from 1. */
  number = 0;

  constructor(
    private readonly text: string,
    private readonly name: string,
  ) {}

  get ended(): boolean {
    return this.#at >= this.text.length;
  }

  /** The next line without its end. */
  next(): string {
    if (this.ended) throw this.error('the file is cut short', this.number + 1);
    const end = this.text.indexOf('\n', this.#at);
    const line = this.text.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.text.length : end + 1;
    this.number++;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** The words of as many lines, each of which has `width` or more. */
  rows(count: number, width: number): string[][] {
    const rows: string[][] = [];
    for (let i = 0; i < count; i++) {
      const words = this.next().trim().split(/\s+/);
      if (words.length < width)
        throw this.error(`the row has ${words.length} values, and ${width} are promised`);
      rows.push(words);
    }
    return rows;
  }

  /** An error in the line that was read last. */
  error(what: string, line = this.number): MalformedFileError {
    return new MalformedFileError(`${this.name}, line ${line}: ${what}.`);
  }
}

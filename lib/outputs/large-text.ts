import { Displayable } from '../display/display.js';
import { tableBundle } from '../display/table-view.js';
import { size } from '../display/words.js';
import { type ColumnKind, columnsOf } from './column-kinds.js';
import type { DataFile } from './data-file.js';
import { type Dialect, separatorOf } from './dialect.js';
import { gapsOf, isMissing } from './missing-words.js';
import type { FileRows } from './query/file-rows.js';
import { fileRows } from './query/query.js';
import type { ReadOptions } from './read-options.js';
import { Table } from './table.js';
import { encodingOf } from './text.js';
import { checkQuotes, evenCopy, utf8Copy } from './text-copy.js';
import { aboveDoubles, delimitedQuery, linesQuery, notWhole, type TextColumns } from './text-queries.js';

/** Values that are taken into memory at once; those of larger files stay there. */
const mostBytes = 32_000_000;
/** Pieces of so many bytes, in the middle and at the end, tell of the columns too. */
const pieceBytes = 32_000;

/** A table of a text that is not small, which DuckDB reads. Only pieces of it are looked at here. */
export async function largeTable(
  file: DataFile,
  dialect: Dialect,
  head: string,
  options: ReadOptions,
): Promise<Table> {
  const bytes = await file.size(options);
  const encoding = encodingOf(await file.head(options)) ?? 'utf-8';
  const path =
    encoding === 'utf-8' ? await file.path(options) : await utf8Copy(file.stream(options), encoding);
  const pieces = encoding === 'utf-8' && bytes !== undefined ? await laterPieces(file, bytes, options) : [];
  const columns = columnsOf(dialect, [head, ...pieces]);
  const recoded = () => utf8Copy(file.stream(options), /[^\x00-\x7f]/.test(head) ? 'utf-8' : 'windows-1252');
  const shown = titleOf(file, bytes);
  const text = { dialect, path, title: file.title, shown, inOrder: false, even: false, head, ...columns };
  const rows = await textRows(text, recoded, options.signal);
  const table = Table.fromFile(rows, file.caption);
  return bytes === undefined || bytes > mostBytes ? table : table.load(options);
}

/** The first rows of a larger file, as such. */
export async function firstRows(file: DataFile, first: Table, options: ReadOptions): Promise<Displayable> {
  const whole = { title: titleOf(file, await file.size(options)), length: Number.NaN };
  const { columns, types, origin } = first;
  const length = Math.min(first.length, 20);
  const column = (name: string) => first.column(name).slice(0, length);
  return new Displayable(() => tableBundle({ columns, types, length, column, origin, whole }));
}

function titleOf(file: DataFile, bytes: number | undefined): string {
  return bytes === undefined ? file.title : `${file.title} (${size(bytes)})`;
}

/** Whole lines from the middle and the end of a file. */
async function laterPieces(file: DataFile, bytes: number, { signal }: ReadOptions): Promise<string[]> {
  const starts = [Math.floor(bytes / 2), bytes - pieceBytes];
  const pieces = await Promise.all(
    starts.map(start => file.bytes({ start, end: start + pieceBytes, signal })),
  );
  return pieces.map(piece => {
    const text = new TextDecoder().decode(piece);
    return text.slice(text.indexOf('\n') + 1, text.lastIndexOf('\n') + 1);
  });
}

interface LargeText extends TextColumns {
  /** How the file is called where its rows are shown. */
  readonly shown: string;
  /** The beginning, which is known to begin with a row. */
  readonly head: string;
  /** Whether all its rows end alike for sure. */
  readonly even: boolean;
}

/** The rows of a text, and of what it may turn out to be where a value does not fit its column. */
async function textRows(
  text: LargeText,
  recoded: (() => Promise<string>) | undefined,
  signal: AbortSignal | undefined,
): Promise<FileRows> {
  const delimiter = separatorOf(text.dialect.delimiter);
  const write = delimiter === undefined ? linesQuery : delimitedQuery;
  const rows = await fileRows(write(text), [text.path], text.shown, signal);
  return {
    ...rows,
    otherwise: async why => {
      if (recoded && why.includes('not utf-8 encoded')) {
        return textRows({ ...text, path: await recoded(), even: false }, undefined, signal);
      }
      const quoted = { path: text.path, title: text.shown, delimiter };
      if (isInQuotes(why) && !text.inOrder) {
        await checkQuotes(quoted, signal);
        return textRows(readInOrder(text), recoded, signal);
      }
      if (isUneven(why) && !text.even) {
        const path = await evenCopy(quoted, signal);
        return textRows({ ...text, path, even: true, inOrder: false }, recoded, signal);
      }
      const other = refitted(text, why);
      return other && textRows(other, recoded, signal);
    },
  };
}

/** Whether what does not fit may be a part of a quoted cell that was taken for rows. */
function isInQuotes(why: string): boolean {
  const [line] = why.split('Original Line: ')[1]?.split(/\n(?:Error when|Expected|Value with)/) ?? [];
  return why.includes('Parallel CSV Reader') || line?.includes('"') === true;
}

/** Whether some rows may end by `\n`, others by `\r\n`: of a file, the database reads only one of them. */
function isUneven(why: string): boolean {
  return /reached an invalid state|unterminated quote/.test(why);
}

/** What further pieces, or rows that are none, told of the columns does not count then. */
function readInOrder(text: LargeText): LargeText {
  return { ...text, ...columnsOf(text.dialect, [text.head]), inOrder: true };
}

/** The columns as they must be for a value that did not fit; undefined where none takes it. */
function refitted(text: LargeText, why: string): LargeText | undefined {
  const { names } = text.dialect;
  const column = names.findIndex(name => why.includes(`column "${name}"`));
  const value = /Could not convert string "(.*?)" to/s.exec(why)?.[1];
  if (value !== undefined && isMissing(value) && text.gaps !== 'any') {
    return { ...text, gaps: text.gaps === 'empty' ? gapsOf([value]) : 'any' };
  }
  const kind = kindFor(value, why);
  return kind && column >= 0 ? { ...text, kinds: text.kinds.with(column, kind) } : undefined;
}

function kindFor(value: string | undefined, why: string): ColumnKind | undefined {
  if (value !== undefined)
    return /^\s*[+-]?[\d.]+([dD][+-]?\d+|[+-]\d{3})\s*$/.test(value) ? 'printed' : undefined;
  return why.endsWith(aboveDoubles) ? 'large' : why.endsWith(notWhole) ? 'number' : undefined;
}

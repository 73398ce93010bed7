import { type Dialect, firstLines, type TextRow, valueRows } from './dialect.js';
import { type Gaps, gapsOf } from './missing-words.js';
import { parseColumn } from './parse-column.js';

/**
 * How a large text has the values of a column: `whole` numbers that a double keeps, `large` ones beyond that, `number`s, those as
 * Fortran prints them (`1.5D+03`, `1.5-103`), and the rest.
 */
export type ColumnKind = 'whole' | 'large' | 'number' | 'printed' | 'date' | 'boolean' | 'text';

/** What the pieces of a text that were looked at tell of its columns. */
export interface Columns {
  readonly kinds: readonly ColumnKind[];
  readonly gaps: Gaps;
}

/** Lines of each piece that are looked at: what does not fit further on is found when it is read. */
const sampledLines = 1000;

/** @param pieces the beginning, and whole lines from further on, where quotes may hide how rows begin */
export function columnsOf(dialect: Dialect, [head, ...pieces]: readonly string[]): Columns {
  const isRow = ({ cells }: TextRow) => cells.length === dialect.names.length;
  const rows = firstRows(head ?? '', dialect);
  // Where cells hold lines, a piece may begin in one whose lines look like rows.
  const isSure = (others: readonly TextRow[]) => others.every(row => isRow(row) && !hasLines(row));
  const further = rows.some(hasLines) ? [] : pieces.map(piece => firstRows(piece, { ...dialect, skip: 0 }));
  const first = looksOf(dialect, rows.filter(isRow));
  const later = further.filter(isSure).map(others => looksOf(dialect, others));
  return {
    kinds: first.map(
      (look, i) => later.reduce((kind, looks) => both(kind, looks[i]?.kind), look.kind) ?? 'text',
    ),
    gaps: gapsOf([first, ...later].flat().flatMap(({ gaps }) => gaps)),
  };
}

function firstRows(text: string, dialect: Dialect): TextRow[] {
  return valueRows(firstLines(text, sampledLines), dialect);
}

function hasLines({ cells }: TextRow): boolean {
  return cells.some(cell => cell.includes('\n'));
}

interface Look {
  /** Undefined where all is missing. */
  readonly kind: ColumnKind | undefined;
  /** The cells without a value. */
  readonly gaps: readonly string[];
}

function looksOf(dialect: Dialect, rows: readonly TextRow[]): Look[] {
  return dialect.names.map((_, i) => {
    const texts = rows.map(({ cells }) => cells[i]!);
    const { type, values } = parseColumn(texts);
    const kind = kindOf(type, values, texts);
    return { kind, gaps: kind === 'text' ? [] : texts.filter((_, j) => values[j] === null) };
  });
}

function kindOf(type: string, values: readonly unknown[], texts: readonly string[]): ColumnKind | undefined {
  switch (type) {
    case 'int':
      return values.some(value => typeof value === 'bigint') ? 'large' : 'whole';
    case 'float':
      return texts.some(text => /[\d.]([dD]|[+-]\d)/.test(text)) ? 'printed' : 'number';
    case 'empty':
      return undefined;
    default:
      return type === 'date' || type === 'boolean' ? type : 'text';
  }
}

const numeric: readonly (ColumnKind | undefined)[] = ['whole', 'large', 'number', 'printed'];

/** What is no number further on may be no cell of this column: it is left to the query to find that out. */
function both(kind: ColumnKind | undefined, later: ColumnKind | undefined): ColumnKind | undefined {
  if (kind === undefined) return later;
  return later !== undefined && numeric.includes(kind) && numeric.indexOf(later) > numeric.indexOf(kind)
    ? later
    : kind;
}

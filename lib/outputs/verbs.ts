import { inspect } from 'node:util';
import { NotANumberError } from '../errors/not-a-number-error.js';
import { NotLoadedError } from '../errors/not-loaded-error.js';
import { type ColumnData, type Order, rowNumbers, rowOf, sortedRows, takeRows } from './column-data.js';
import { derivedRows, inFile, quotedName, type Rows } from './query/file-rows.js';

/** @throws NotLoadedError */
export function loadedRows(rows: Rows, what: string): ColumnData {
  if (inFile(rows)) throw new NotLoadedError(what, rows.title);
  return rows;
}

export function filterRows<Row>(rows: Rows, keep: (row: Row, index: number) => unknown): ColumnData {
  const all = loadedRows(rows, 'filter()');
  return takeRows(
    all,
    rowNumbers(all.length).filter(i => keep(rowOf<Row>(all, i), i)),
  );
}

export function sortRows<Row>(rows: Rows, by: string | ((row: Row) => unknown), order: Order): Rows {
  if (inFile(rows) && typeof by === 'string') {
    const name = quotedName(by);
    const gone = rows.types[by] === 'float' ? `isnan(${name}), ` : '';
    const clause = `order by ${gone}${name} ${order === 'up' ? 'asc' : 'desc'} nulls last`;
    return derivedRows(rows, from => `select * from (${from}) ${clause}`);
  }
  const all = loadedRows(rows, 'sort() by a function');
  const keys =
    typeof by === 'string' ? all.data.get(by)! : rowNumbers(all.length).map(i => by(rowOf<Row>(all, i)));
  return sortedRows(all, keys, order);
}

export function selectRows(rows: Rows, names: readonly string[]): Rows {
  if (inFile(rows)) {
    const { only } = rows;
    const wanted = names.map(quotedName).join(', ');
    const selected = derivedRows(rows, from => `select ${wanted} from (${from})`, { columns: names, only });
    return only ? { ...selected, sql: only(names) } : selected;
  }
  return { ...rows, data: new Map(names.map(name => [name, rows.data.get(name)!])) };
}

export function headRows(rows: Rows, count: number): Rows {
  const most = Math.max(0, Math.floor(count));
  if (!inFile(rows)) return takeRows(rows, rowNumbers(Math.min(most, rows.length)));
  const { only } = rows;
  const first = (from: string) => `select * from (${from}) limit ${most}`;
  return derivedRows(rows, first, {
    length: rows.length && Math.min(most, rows.length),
    only: only && (names => first(only(names))),
  });
}

export function tailRows(rows: Rows, count: number): ColumnData {
  const all = loadedRows(rows, 'tail()');
  return takeRows(all, rowNumbers(all.length).slice(Math.max(0, all.length - Math.max(0, count))));
}

/** @throws NotANumberError which names the first row that holds none, a missing value included */
export function numbersOf(values: readonly unknown[], name: string): number[] {
  return values.map((value, i) => {
    if (typeof value === 'number') return value;
    if (typeof value === 'bigint') return Number(value);
    const what = value === null || value === undefined ? 'empty' : inspect(value, { depth: 0 });
    throw new NotANumberError(
      `Row ${i + 1} of column ${inspect(name)} is ${what}, not a number. Leave such rows out first: table.filter(row => typeof row[${inspect(name)}] === 'number').`,
    );
  });
}

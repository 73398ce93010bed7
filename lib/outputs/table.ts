import { inspect } from 'node:util';
import { jupyterDisplay, type MimeBundle } from '../display/port.js';
import { tableBundle, tableText } from '../display/table-view.js';
import { NotANumberError } from '../errors/not-a-number-error.js';
import { TableShapeError } from '../errors/table-shape-error.js';
import { UnknownColumnError } from '../errors/unknown-column-error.js';
import { type ColumnType, columnType } from './column-type.js';

/** What a table may be told when it is made. */
export interface TableOptions {
  /** Where it came from ("job 41, thermo.csv"); shown below the table. */
  readonly origin?: string | undefined;
  /** Types that are known already, by column; the others are found from the values. */
  readonly types?: Readonly<Record<string, ColumnType>>;
}

/**
 * Columns of values, all of one length. A table never changes: every verb gives a new one. It takes any values,
 * missing ones included.
 *
 * @example
 * const thermo = Table.fromRecords([{ Step: 0, Press: -5.02 }, { Step: 50, Press: 0.42 }])
 * thermo.filter(row => row.Step > 0).numbers('Press')
 */
export class Table<Row extends object = Record<string, unknown>> {
  /** The names of the columns, in order. */
  readonly columns: readonly string[];
  /** The type of each column, by its name. */
  readonly types: Readonly<Record<string, ColumnType>>;
  /** The number of rows. */
  readonly length: number;
  /** Where the table came from, if that is known. */
  readonly origin: string | undefined;
  readonly #data: ReadonlyMap<string, readonly unknown[]>;

  private constructor(data: ReadonlyMap<string, readonly unknown[]>, length: number, options: TableOptions) {
    this.#data = data;
    this.columns = Object.freeze([...data.keys()]);
    this.types = Object.freeze(
      Object.fromEntries(
        [...data].map(([name, values]) => [name, ownType(options.types, name) ?? columnType(values)]),
      ),
    );
    this.length = length;
    this.origin = options.origin;
  }

  /**
   * A table of objects, one a row. Its columns are all their keys, in order of appearance; a key that a row lacks is null there.
   *
   * @throws TableShapeError when a record is no object
   */
  static fromRecords<Row extends object>(records: Iterable<Row>, options: TableOptions = {}): Table<Row> {
    const rows = [...records];
    const names = new Set<string>();
    rows.forEach((row, i) => {
      if (typeof row !== 'object' || row === null) {
        throw new TableShapeError(
          `Row ${i + 1} of the records is ${inspect(row, { depth: 0 })}, not an object. Give one object a row, like { temp: 1.1, press: 3 }.`,
        );
      }
      for (const name of Object.keys(row)) names.add(name);
    });
    const data = new Map([...names].map(name => [name, rows.map(row => own(row, name) ?? null)]));
    return new Table<Row>(data, rows.length, options);
  }

  /**
   * A table of columns: `Table.fromColumns({ temp: [0.8, 1], press: [1.2, 2.5] })`. Typed arrays are copied. A Map keeps
   * the order of names that are whole numbers, which an object does not.
   *
   * @throws TableShapeError when their lengths differ
   */
  static fromColumns<Columns extends Readonly<Record<string, Iterable<unknown>>>>(
    columns: Columns,
    options?: TableOptions,
  ): Table<{ [Name in keyof Columns]: Columns[Name] extends Iterable<infer Value> ? Value : never }>;
  static fromColumns(columns: ReadonlyMap<string, Iterable<unknown>>, options?: TableOptions): Table;
  static fromColumns(
    columns: Readonly<Record<string, Iterable<unknown>>> | ReadonlyMap<string, Iterable<unknown>>,
    options: TableOptions = {},
  ): Table {
    const entries = columns instanceof Map ? [...columns] : Object.entries(columns);
    const data = new Map(entries.map(([name, values]) => [String(name), [...values]]));
    const lengths = new Set([...data.values()].map(values => values.length));
    if (lengths.size > 1) {
      const told = [...data].map(([name, values]) => `${name} ${values.length}`).join(', ');
      throw new TableShapeError(
        `The columns have different lengths: ${told}. Give every column one value a row.`,
      );
    }
    return new Table(data, [...lengths][0] ?? 0, options);
  }

  /**
   * The values of one column.
   *
   * @throws UnknownColumnError which names the columns that are near
   */
  column<Name extends keyof Row & string>(name: Name): readonly Row[Name][] {
    const values = this.#data.get(name);
    if (values) return values as readonly Row[Name][];
    throw new UnknownColumnError(String(name), this.columns);
  }

  /**
   * The values of one column as numbers.
   *
   * @throws UnknownColumnError
   * @throws NotANumberError which names the first row that holds none, a missing value included
   */
  numbers(name: keyof Row & string): number[] {
    return this.column(name).map((value: unknown, i) => {
      if (typeof value === 'number') return value;
      if (typeof value === 'bigint') return Number(value);
      const what = value === null || value === undefined ? 'empty' : inspect(value, { depth: 0 });
      throw new NotANumberError(
        `Row ${i + 1} of column ${inspect(name)} is ${what}, not a number. Leave such rows out first: table.filter(row => typeof row[${inspect(name)}] === 'number').`,
      );
    });
  }

  /** All rows as objects, keyed by column. */
  rows(): Row[] {
    return Array.from({ length: this.length }, (_, i) => this.#row(i));
  }

  *[Symbol.iterator](): IterableIterator<Row> {
    for (let i = 0; i < this.length; i++) yield this.#row(i);
  }

  /** The rows for which `keep` says true. */
  filter(keep: (row: Row, index: number) => unknown): Table<Row> {
    return this.#take(this.#indices().filter(i => keep(this.#row(i), i)));
  }

  /** The rows in the order of a column, or of what `by` makes of a row; missing values come last. */
  sort(by: (keyof Row & string) | ((row: Row) => unknown), order: 'up' | 'down' = 'up'): Table<Row> {
    const keys: readonly unknown[] = typeof by === 'function' ? this.rows().map(by) : this.column(by);
    const sign = order === 'up' ? 1 : -1;
    return this.#take(this.#indices().sort((a, b) => compare(keys[a], keys[b], sign)));
  }

  /** The columns named, in that order. */
  select<Name extends keyof Row & string>(...names: Name[]): Table<Pick<Row, Name>> {
    const data = new Map<string, readonly unknown[]>(names.map(name => [name, this.column(name)]));
    return new Table(data, this.length, { types: this.types, origin: this.origin });
  }

  /** The first rows. */
  head(count = 5): Table<Row> {
    return this.#take(this.#indices().slice(0, Math.max(0, count)));
  }

  /** The last rows. */
  tail(count = 5): Table<Row> {
    return this.#take(this.#indices().slice(Math.max(0, this.length - Math.max(0, count))));
  }

  [jupyterDisplay](): MimeBundle {
    return tableBundle(this);
  }

  [inspect.custom](): string {
    return tableText(this);
  }

  #indices(): number[] {
    return Array.from({ length: this.length }, (_, i) => i);
  }

  #row(i: number): Row {
    return Object.fromEntries([...this.#data].map(([name, values]) => [name, values[i]])) as Row;
  }

  #take(indices: readonly number[]): Table<Row> {
    const data = new Map([...this.#data].map(([name, values]) => [name, indices.map(i => values[i])]));
    return new Table<Row>(data, indices.length, { types: this.types, origin: this.origin });
  }
}

/** Orders numbers by size and texts by their letters; what is missing or NaN comes last, whatever the sign. */
function compare(a: unknown, b: unknown, sign: number): number {
  const gone = Number(isMissing(a)) - Number(isMissing(b));
  if (gone !== 0 || isMissing(a)) return gone;
  if (typeof a === 'string' && typeof b === 'string') return sign * a.localeCompare(b);
  return sign * ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

/** Names come from files: one like `constructor` must not find what every object inherits. */
function own(record: object, name: string): unknown {
  return Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined;
}

function ownType(types: TableOptions['types'], name: string): ColumnType | undefined {
  return types && Object.hasOwn(types, name) ? types[name] : undefined;
}

import { inspect } from 'node:util';
import { jupyterDisplay, type MimeBundle } from '../display/port.js';
import { stopSignal } from '../display/stop-signal.js';
import { tableBundle, tableText } from '../display/table-view.js';
import type { ArrowTable } from './arrow-view.js';
import { checkColumns, columnsData, type Order, recordsData, rowOf, type Types } from './column-data.js';
import type { ConcatOptions } from './concat.js';
import { csvText } from './csv-text.js';
import { Groups } from './groups.js';
import { type JoinKeys, type JoinOptions, joinQuery } from './join.js';
import { previewBundle, previewText } from './preview.js';
import { type FileRows, inFile, type Rows } from './query/file-rows.js';
import type { FetchOptions } from './read-options.js';
import type { TableOptions } from './table-options.js';
import { filterRows, headRows, loadedRows, numbersOf, selectRows, sortRows, tailRows } from './verbs.js';

/** What can stand below another in {@link Table.concat}: a table, or a file with one. */
export type TablePart = Table<object> | { readonly origin: string | undefined; table(): Promise<Table> };

/**
 * Columns of values, all of one length. A table never changes: every verb gives a new one. It takes any values, missing ones
 * (null) included; whole numbers beyond 2^53 are BigInt. The rows of a large file stay in the file: then `loaded` is false, and
 * what is asked for with `sql`, `groupBy` and the like is read.
 *
 * @example
 * const thermo = Table.fromRecords([{ Step: 0, Press: -5.02 }, { Step: 50, Press: 0.42 }])
 * thermo.filter(row => row.Step > 0).numbers('Press')
 */
export class Table<Row extends object = Record<string, unknown>> {
  /** The names of the columns, in order. */
  readonly columns: readonly string[];
  /** The type of each column, by its name. */
  readonly types: Types;
  /** The number of rows; NaN where they are in a file that tells only once it is read, see {@link Table.count}. */
  readonly length: number;
  /** Where the table came from, if that is known. */
  readonly origin: string | undefined;
  readonly #rows: Rows;

  private constructor(rows: Rows, origin: string | undefined) {
    this.#rows = rows;
    this.columns = Object.freeze(inFile(rows) ? [...rows.columns] : [...rows.data.keys()]);
    this.types = Object.freeze(rows.types);
    this.length = rows.length ?? Number.NaN;
    this.origin = origin;
  }

  /**
   * A table of objects, one a row. Its columns are all their keys, in order of appearance; a key that a row lacks is null there.
   *
   * @throws TableShapeError when a record is no object
   */
  static fromRecords<Row extends object>(records: Iterable<Row>, options: TableOptions = {}): Table<Row> {
    return new Table<Row>(recordsData(records, options.types), options.origin);
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
    return new Table(columnsData(columns, options.types), options.origin);
  }

  /** A table of rows that stay in a file: what readers of large formats make. */
  static fromFile(rows: FileRows, origin?: string): Table {
    return new Table(rows, origin);
  }

  /**
   * Tables below each other, or files with tables, such as one output of many jobs. A column that one lacks is missing there. Rows
   * from outputs of jobs tell their job in a column `job`; `labels` adds columns with a value for each table.
   *
   * @throws TableShapeError when a label has not one value for each table
   *
   * @example
   * const parts = [0.8, 1].map(temp => Table.fromRecords([{ press: 7 * temp - 4.7 }]))
   * await Table.concat(parts, { labels: { temp: [0.8, 1] } })
   */
  static async concat(parts: Iterable<TablePart>, options: ConcatOptions = {}): Promise<Table> {
    const all = [...parts];
    const tables = await Promise.all(all.map(part => (part instanceof Table ? part : part.table())));
    const { concatenated } = await import('./concat.js');
    const rows = tables.map(table => (table as Table).#rows);
    const origins = all.map(part => part.origin);
    return new Table(await concatenated(rows, origins, options), undefined);
  }

  /** Whether the rows are in memory. */
  get loaded(): boolean {
    return !inFile(this.#rows);
  }

  /** The table with all its rows in memory. */
  async load(options: FetchOptions = {}): Promise<Table<Row>> {
    if (this.loaded) return this;
    return this.#query('select * from this', options, {}, Number.POSITIVE_INFINITY);
  }

  /** The number of rows, also where a large file must be read for it. */
  async count(options: FetchOptions = {}): Promise<number> {
    if (!Number.isNaN(this.length)) return this.length;
    const counted = await this.#query<{ n: number }>('select count(*) as n from this', options);
    return counted.column('n')[0]!;
  }

  /**
   * The values of one column.
   *
   * @throws UnknownColumnError which names the columns that are near
   * @throws NotLoadedError
   */
  column<Name extends keyof Row & string>(name: Name): readonly Row[Name][] {
    this.#know(name);
    return loadedRows(this.#rows, `column('${name}')`).data.get(name) as readonly Row[Name][];
  }

  /**
   * The values of one column as numbers.
   *
   * @throws UnknownColumnError
   * @throws NotANumberError which names the first row that holds none, a missing value included
   * @throws NotLoadedError
   */
  numbers(name: keyof Row & string): number[] {
    return numbersOf(this.column(name), name);
  }

  /**
   * All rows as objects, keyed by column.
   *
   * @throws NotLoadedError
   */
  rows(): Row[] {
    return [...this];
  }

  *[Symbol.iterator](): IterableIterator<Row> {
    const all = loadedRows(this.#rows, 'rows()');
    for (let i = 0; i < all.length; i++) yield rowOf<Row>(all, i);
  }

  /**
   * The rows for which `keep` says true. For large files see {@link Table.sql}.
   *
   * @throws NotLoadedError
   */
  filter(keep: (row: Row, index: number) => unknown): Table<Row> {
    return this.#with(filterRows(this.#rows, keep));
  }

  /** The rows in the order of a column, or of what `by` makes of a row; missing values come last. */
  sort(by: (keyof Row & string) | ((row: Row) => unknown), order: Order = 'up'): Table<Row> {
    if (typeof by === 'string') this.#know(by);
    return this.#with(sortRows(this.#rows, by, order));
  }

  /** The columns named, in that order. */
  select<Name extends keyof Row & string>(...names: Name[]): Table<Pick<Row, Name>> {
    this.#know(...names);
    return this.#with(selectRows(this.#rows, names));
  }

  /** The first rows. */
  head(count = 5): Table<Row> {
    return this.#with(headRows(this.#rows, count));
  }

  /**
   * The last rows.
   *
   * @throws NotLoadedError
   */
  tail(count = 5): Table<Row> {
    return this.#with(tailRows(this.#rows, count));
  }

  /**
   * The result of a query in DuckDB's SQL, where `this` is the table; others have the names that they are given.
   *
   * @param others further tables, by their names in the query
   * @throws QueryError
   *
   * @example
   * const runs = Table.fromRecords([{ temp: 1, press: 2.5 }, { temp: 2, press: 9 }])
   * await runs.sql('select temp, press / temp as ratio from this where press > 3')
   */
  sql<Result extends object = Record<string, unknown>>(
    query: string,
    others: Readonly<Record<string, Table<object>>> = {},
    options: FetchOptions = {},
  ): Promise<Table<Result>> {
    return this.#query(query, options, others);
  }

  /** The rows in groups that have the same values in these columns: `await table.groupBy('temp').agg({ press: 'mean(press)' })`. */
  groupBy(...names: (keyof Row & string)[]): Groups<Table> {
    this.#know(...names);
    return new Groups(names, (sql, options) => this.#query(sql, options));
  }

  /**
   * The rows of two tables side by side, where key columns are equal. A column of `other` whose name is taken gets `_2`.
   *
   * @param on the columns that must be equal: `'job'`, `['temp', 'nsteps']`, or `{ here: 'there' }` where names differ
   * @throws UnknownColumnError
   */
  join(other: Table<object>, on: JoinKeys, options: JoinOptions = {}): Promise<Table> {
    return this.#query(joinQuery(this, other, on, options.how), options, { other });
  }

  /**
   * A row for each column: its type, how many values there are and are missing, their least, greatest, mean, spread and quartiles. How many
   * differ is exact up to a million rows.
   *
   * @throws TooLargeError when there are more than 5,000 columns
   */
  async describe(options: FetchOptions = {}): Promise<Table> {
    const { described, describeTable } = await import('./describe-table.js');
    const rows = await describeTable(this, async (sql, columns) => {
      // The database plans a query over few of many columns as slowly as one over all.
      const some = columns.length < this.columns.length ? this.#with(selectRows(this.#rows, columns)) : this;
      return (await some.#query(sql, options)).rows()[0]!;
    });
    const columns = Object.keys(described).map(name => [name, rows.map(row => row[name] ?? null)] as const);
    return Table.fromColumns(new Map(columns), { origin: this.origin, types: described });
  }

  /**
   * The table as an Arrow table of the package apache-arrow.
   *
   * @throws NotLoadedError
   */
  async toArrow(): Promise<ArrowTable> {
    const { arrowTable } = await import('./arrow-table.js');
    return arrowTable(loadedRows(this.#rows, 'toArrow()'));
  }

  /**
   * The table as CSV.
   *
   * @throws NotLoadedError
   */
  toCsv(): string {
    return csvText(loadedRows(this.#rows, 'toCsv()'), ',');
  }

  /**
   * Saves the table; gives the path.
   *
   * @param path its extension says how: `.csv`, `.tsv`, `.parquet`, `.json`, `.ndjson`, `.arrow`
   * @throws UnknownFormatError for another extension
   */
  async save(path: string, options: FetchOptions = {}): Promise<string> {
    const { saveTable } = await import('./save-table.js');
    await saveTable(this.#rows, path, stopSignal(options.signal));
    return path;
  }

  [jupyterDisplay](): MimeBundle | Promise<MimeBundle> {
    return inFile(this.#rows) ? previewBundle(this.#rows, this.origin) : tableBundle(this);
  }

  [inspect.custom](): string {
    return inFile(this.#rows) ? previewText(this.#rows) : tableText(this);
  }

  async #query<Result extends object = Record<string, unknown>>(
    sql: string,
    { signal }: FetchOptions,
    others: Readonly<Record<string, Table<object>>> = {},
    most?: number,
  ): Promise<Table<Result>> {
    const { query } = await import('./query/query.js');
    const tables = new Map<string, Rows>(Object.entries(others).map(([name, other]) => [name, other.#rows]));
    tables.set('this', this.#rows);
    return this.#with(await query(sql, tables, { signal, most }));
  }

  #with<Result extends object>(rows: Rows): Table<Result> {
    return new Table<Result>(rows, this.origin);
  }

  #know(...names: string[]): void {
    checkColumns(names, this.columns);
  }
}

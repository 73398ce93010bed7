import type { ColumnData, Types } from '../column-data.js';
import { freeName } from '../free-name.js';

/** Rows that stay in a file of this machine until they are asked for. */
export interface FileRows {
  /** The query that gives them, in DuckDB's SQL. */
  readonly sql: string;
  /** The query for some of the columns, where that is faster than to take them from `sql`, as with very many columns. */
  readonly only?: ((columns: readonly string[]) => string) | undefined;
  /** The files that it may read. */
  readonly files: readonly string[];
  readonly columns: readonly string[];
  readonly types: Types;
  /** How many there are, where that is known without reading them. */
  readonly length: number | undefined;
  /** How messages call the file. */
  readonly title: string;
  /** What to ask instead where a query fails for what stands further on in the file than was looked at. */
  readonly otherwise?: Otherwise | undefined;
}

/** @param why the message of the database */
type Otherwise = (why: string) => Promise<FileRows | undefined>;

/** Rows that a query makes of those in a file. */
export function derivedRows(
  rows: FileRows,
  query: (from: string) => string,
  changes: Partial<FileRows> = {},
): FileRows {
  const otherwise: Otherwise = async why => {
    const other = await rows.otherwise?.(why);
    return other && derivedRows(other, query, changes);
  };
  return { ...rows, only: undefined, ...changes, sql: query(rows.sql), otherwise };
}

/** What tables hold: their rows, or where those are. */
export type Rows = ColumnData | FileRows;

/** Whether rows are still in their file. */
export function inFile(rows: Rows): rows is FileRows {
  return 'sql' in rows;
}

/** A name as SQL writes it. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL writes it. */
export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name for a column of the database, which tells no upper from lower case; it is added to those that are taken. */
export function freeColumn(wanted: string, taken: Set<string>): string {
  const name = freeName(wanted, each => taken.has(each.toLowerCase()));
  taken.add(name.toLowerCase());
  return name;
}

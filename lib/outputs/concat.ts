import { TableShapeError } from '../errors/table-shape-error.js';
import { type ColumnData, columnsData } from './column-data.js';
import type { ColumnType } from './column-type.js';
import { inFile, quotedName, type Rows } from './query/file-rows.js';
import type { FetchOptions } from './read-options.js';

/** Options of `Table.concat`. */
export interface ConcatOptions extends FetchOptions {
  /** Further columns in front, each with one value for each table. */
  readonly labels?: Readonly<Record<string, readonly unknown[]>> | undefined;
}

/**
 * Rows below each other, by the names of their columns.
 *
 * @param origins what made each ("job 41"); where all are jobs, a column `job` tells their numbers
 * @throws TableShapeError when a label has not one value for each table
 */
export async function concatenated(
  parts: readonly Rows[],
  origins: readonly (string | undefined)[],
  { labels = {}, signal }: ConcatOptions,
): Promise<Rows> {
  for (const [name, values] of Object.entries(labels)) {
    if (values.length === parts.length) continue;
    throw new TableShapeError(
      `The label ${name} has ${values.length} values for ${parts.length} tables. Give it one for each.`,
    );
  }
  const jobs = origins.map(origin => /^job (\d+)\b/.exec(origin ?? '')?.[1]);
  const told = parts.length > 0 && jobs.every(job => job !== undefined);
  const all = { ...(told && !hasColumn(parts, 'job') && { job: jobs.map(Number) }), ...labels };
  if (!parts.some(inFile)) return inMemory(parts as readonly ColumnData[], all);
  const { query } = await import('./query/query.js');
  const tables = new Map(parts.map((rows, i) => [`part ${i}`, rows]));
  const label = columnsData({ ...all, 'part of label': parts.map((_, i) => i) });
  const names = Object.keys(all).map(name => `label.${quotedName(name)}`);
  const union = parts
    .map((_, i) => `select *, ${i} as "part of rows" from "part ${i}"`)
    .join(' union all by name ');
  return query(
    `select ${[...names, 'rows.* exclude ("part of rows")'].join(', ')} from (${union}) rows join label on "part of rows" = "part of label"`,
    tables.set('label', label),
    { signal },
  );
}

function hasColumn(parts: readonly Rows[], name: string): boolean {
  return parts.some(rows => (inFile(rows) ? rows.columns.includes(name) : rows.data.has(name)));
}

function inMemory(
  parts: readonly ColumnData[],
  labels: Readonly<Record<string, readonly unknown[]>>,
): ColumnData {
  const names = new Set([...Object.keys(labels), ...parts.flatMap(({ data }) => [...data.keys()])]);
  const columns = new Map<string, unknown[]>();
  const types: Record<string, ColumnType> = {};
  for (const name of names) {
    const label = Object.hasOwn(labels, name) ? labels[name] : undefined;
    columns.set(
      name,
      parts.flatMap(({ data, length }, i) =>
        label ? new Array(length).fill(label[i]) : (data.get(name) ?? new Array(length).fill(null)),
      ),
    );
    const known = new Set(
      parts.map(each => each.types[name]).filter(type => type !== undefined && type !== 'empty'),
    );
    if (known.size === 1) types[name] = [...known][0]!;
  }
  return columnsData(columns, types);
}

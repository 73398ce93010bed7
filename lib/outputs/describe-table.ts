import { TooLargeError } from '../errors/too-large-error.js';
import type { Types } from './column-data.js';
import type { ColumnType } from './column-type.js';
import { quotedName } from './query/file-rows.js';

interface DescribedTable {
  readonly columns: readonly string[];
  readonly types: Types;
  /** Rows; NaN where it is not known. */
  readonly length: number;
}

/** Up to so many rows different values are counted one by one. */
const countedRows = 1_000_000;
/** Columns that one query tells of. */
const atOnce = 50;
/** Each takes some milliseconds, however few rows there are. */
const mostColumns = 5000;

/** What is told of each column, and its type. */
export const described: Readonly<Record<string, ColumnType>> = {
  column: 'text',
  type: 'text',
  count: 'int',
  missing: 'int',
  distinct: 'int',
  mean: 'float',
  std: 'float',
  min: 'float',
  q25: 'float',
  median: 'float',
  q75: 'float',
  max: 'float',
  first: 'text',
  last: 'text',
};

/**
 * A row about each column. What a type has not, such as the mean of a text, is missing.
 *
 * @param query gives the only row of a query over the columns that it names, whose table is `this`
 * @throws TooLargeError for very many columns
 */
export async function describeTable(
  { columns, types, length }: DescribedTable,
  query: (sql: string, columns: readonly string[]) => Promise<Readonly<Record<string, unknown>>>,
): Promise<Record<string, unknown>[]> {
  if (columns.length > mostColumns) {
    throw new TooLargeError(
      `The table has ${columns.length} columns, describe() tells of ${mostColumns} at most. Select some first: table.select(...table.columns.slice(0, 100)).`,
    );
  }
  const rows: Record<string, unknown>[] = [];
  for (let from = 0; from < columns.length; from += atOnce) {
    const some = columns
      .slice(from, from + atOnce)
      .map(column => ({ column, type: types[column] ?? 'mixed' }));
    const asked = some.map(({ column, type }) => Object.entries(expressions(column, type, length)));
    const selected = asked.flatMap((each, i) => each.map(([name, sql]) => `${sql} as "${name} ${i}"`));
    const found = await query(
      `select ${selected.join(', ')} from this`,
      some.map(({ column }) => column),
    );
    for (const [i, each] of asked.entries()) {
      rows.push({
        ...some[i],
        ...Object.fromEntries(each.map(([name]) => [name, found[`${name} ${i}`] ?? null])),
      });
    }
  }
  return rows;
}

/** What is asked about a column, by what it is called. */
function expressions(column: string, type: ColumnType, length: number): Record<string, string> {
  const name = quotedName(column);
  const isNumeric = type === 'int' || type === 'float';
  const value = `${name}::double`;
  return {
    count: `count(${name})`,
    missing: `count(*) - count(${name})`,
    distinct:
      length <= countedRows
        ? `count(distinct ${name})`
        : `least(approx_count_distinct(${name}), count(${name}))`,
    ...(isNumeric
      ? {
          mean: `avg(${value})`,
          std: `stddev_samp(case when isfinite(${value}) then ${value} end)`,
          min: `min(${value})`,
          q25: `quantile_cont(${value}, 0.25)`,
          median: `median(${value})`,
          q75: `quantile_cont(${value}, 0.75)`,
          max: `max(${value})`,
        }
      : { first: `min(${name})::varchar`, last: `max(${name})::varchar` }),
  };
}

import type { Types } from './column-data.js';
import { quotedName, quotedText } from './query/file-rows.js';

interface DescribedTable {
  readonly columns: readonly string[];
  readonly types: Types;
  /** Rows; NaN where it is not known. */
  readonly length: number;
}

/** Up to so many rows different values are counted one by one. */
const countedRows = 1_000_000;

/** The query for a row about each column. What a type has not, such as the mean of a text, is missing. */
export function describeQuery({ columns, types, length }: DescribedTable): string {
  const rows = columns.map(column => {
    const name = quotedName(column);
    const type = types[column] ?? 'mixed';
    const numeric = type === 'int' || type === 'float';
    const value = `${name}::double`;
    const number = (expression: string) => (numeric ? expression : 'null::double');
    const text = (expression: string) => (numeric ? 'null' : `${expression}::varchar`);
    const distinct =
      length <= countedRows
        ? `count(distinct ${name})`
        : `least(approx_count_distinct(${name}), count(${name}))`;
    return `select ${quotedText(column)} as "column", ${quotedText(type)} as type, count(${name}) as count,
      count(*) - count(${name}) as missing, ${distinct} as "distinct",
      ${number(`avg(${value})`)} as mean, ${number(`stddev_samp(case when isfinite(${value}) then ${value} end)`)} as std,
      ${number(`min(${value})`)} as min, ${number(`quantile_cont(${value}, 0.25)`)} as q25,
      ${number(`median(${value})`)} as median, ${number(`quantile_cont(${value}, 0.75)`)} as q75, ${number(`max(${value})`)} as max,
      ${text(`min(${name})`)} as first, ${text(`max(${name})`)} as last from this`;
  });
  return rows.join('\nunion all\n');
}

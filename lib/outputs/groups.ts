import { quotedName } from './query/file-rows.js';
import type { FetchOptions } from './read-options.js';

/** The rows of a table in groups; {@link Groups.agg} makes a row of each. */
export class Groups<Result> {
  /** @param query runs a query over the table, whose name in it is `this` */
  constructor(
    private readonly names: readonly string[],
    private readonly query: (sql: string, options: FetchOptions) => Promise<Result>,
  ) {}

  /**
   * A row a group, in the order of the groups: the columns that it is grouped by, then those that are asked for, each by a DuckDB
   * expression: `mean(press)`, `count(*)`, `median(press)`, `stddev(press)`, `quantile_cont(press, 0.9)`, `max(press) - min(press)`,
   * `arg_min(temp, press)`, ... A name with odd characters is written in double quotes: `'mean("c_pe[1]")'`.
   *
   * @throws QueryError which names the columns that there are, or what is wrong in the expression
   *
   * @example
   * const runs = Table.fromRecords([{ temp: 1, press: 2.5 }, { temp: 1, press: 3.5 }, { temp: 2, press: 9 }])
   * await runs.groupBy('temp').agg({ press: 'mean(press)', n: 'count(*)' })
   */
  agg(columns: Readonly<Record<string, string>>, options: FetchOptions = {}): Promise<Result> {
    const by = this.names.map(quotedName);
    const made = Object.entries(columns).map(([name, expression]) => `${expression} as ${quotedName(name)}`);
    const groups = by.length > 0 ? ` group by ${by.join(', ')} order by ${by.join(', ')}` : '';
    return this.query(`select ${[...by, ...made].join(', ')} from this${groups}`, options);
  }
}

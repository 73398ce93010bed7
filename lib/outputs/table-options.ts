import type { Types } from './column-data.js';

/** What a table may be told when it is made. */
export interface TableOptions {
  /** Where it came from ("job 41, thermo.csv"); shown below the table. */
  readonly origin?: string | undefined;
  /** Types that are known already, by column; the others are found from the values. */
  readonly types?: Types;
}

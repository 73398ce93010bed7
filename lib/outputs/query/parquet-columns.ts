import type { DuckDBConnection } from '@duckdb/node-api';
import { quotedText } from './file-rows.js';

/** Columns that the database describes at once: what it takes grows with their square. */
const atOnce = 10_000;

/** The names of the columns of a Parquet file in slices that are fast to describe; undefined where one query is. */
export async function columnSlices(
  connection: DuckDBConnection,
  path: string,
): Promise<readonly (readonly string[])[] | undefined> {
  const schema = `parquet_schema(${quotedText(path)})`;
  const counted = await connection.runAndReadAll(`select count(*) from ${schema}`);
  if (Number(counted.value(0, 0)) <= atOnce) return undefined;
  const read = await connection.runAndReadAll(`select name, num_children from ${schema}`);
  const names = outermost(read.getRows() as [string, bigint | null][]);
  // It tells no upper from lower case, and calls such columns by other names.
  if (new Set(names.map(name => name.toLowerCase())).size < names.length) return undefined;
  const count = Math.ceil(names.length / atOnce);
  return Array.from({ length: count }, (_, i) => names.slice(i * atOnce, (i + 1) * atOnce));
}

/** The names at the top of a tree, whose parts follow each of them. */
function outermost([, ...parts]: readonly (readonly [string, bigint | null])[]): string[] {
  const names: string[] = [];
  let inside = 0;
  for (const [name, children] of parts) {
    if (inside === 0) names.push(name);
    else inside -= 1;
    inside += Number(children ?? 0);
  }
  return names;
}

import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { ColumnData } from '../column-data.js';
import type { ColumnType } from '../column-type.js';
import { jsonText } from '../json-text.js';
import { wholeKind } from '../whole-numbers.js';
import { freeColumn, quotedName } from './file-rows.js';

type Engine = typeof import('@duckdb/node-api');

/** Rows of one chunk; DuckDB's vectors have as many. */
const chunkRows = 2048;

/** Makes a table of columns that are in memory. What no type of the database fits goes there as JSON. */
export async function createTable(
  engine: Engine,
  connection: DuckDBConnection,
  name: string,
  { data, types, length }: ColumnData,
): Promise<void> {
  const taken = new Set<string>();
  const names = [...data.keys()].map(column => freeColumn(column || 'column', taken));
  const columns = [...data].map(([column, values]) => ({
    values,
    ...storage(engine, types[column] ?? 'mixed', values),
  }));
  const declared = columns.map(({ type }, i) => `${quotedName(names[i]!)} ${type}`);
  await connection.run(`create table ${quotedName(name)} (${declared.join(', ') || '"no columns" integer'})`);
  if (columns.length === 0) return;
  const appender = await connection.createAppender(name);
  const chunk = engine.DuckDBDataChunk.create(columns.map(({ type }) => type));
  for (let at = 0; at < length; at += chunkRows) {
    chunk.reset();
    const rows = Math.min(chunkRows, length - at);
    chunk.rowCount = rows;
    columns.forEach(({ values, write }, i) => {
      chunk.setColumnValues(
        i,
        values
          .slice(at, at + rows)
          .map(value => (value === null || value === undefined ? null : write(value))),
      );
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

interface Storage {
  readonly type: DuckDBType;
  write(value: unknown): DuckDBValue;
}

function storage(engine: Engine, type: ColumnType, values: readonly unknown[]): Storage {
  const { BIGINT, BOOLEAN, DOUBLE, HUGEINT, TIMESTAMP, UBIGINT, VARCHAR, DuckDBTimestampValue } = engine;
  const wholeTypes = { signed: BIGINT, unsigned: UBIGINT, beyond: HUGEINT };
  switch (type) {
    case 'int':
      return { type: wholeTypes[wholeKind(values)], write: value => BigInt(value as number) };
    case 'float':
      return { type: DOUBLE, write: Number };
    case 'boolean':
      return { type: BOOLEAN, write: Boolean };
    case 'date':
      return {
        type: TIMESTAMP,
        write: value => new DuckDBTimestampValue(BigInt(Math.round(Number(value))) * 1000n),
      };
    default:
      return { type: VARCHAR, write: jsonText };
  }
}

import type { DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { ColumnData } from '../column-data.js';
import type { ColumnType } from '../column-type.js';
import { wholeNumber, wholeNumbers } from '../whole-numbers.js';

type Engine = typeof import('@duckdb/node-api');

/** DuckDB's types by their numbers (`duckdb_type` of its C API). */
const columnTypes: Readonly<Record<number, ColumnType>> = {
  1: 'boolean',
  ...Object.fromEntries([2, 3, 4, 5, 6, 7, 8, 9, 16, 32].map(id => [id, 'int' as const])),
  ...Object.fromEntries([10, 11, 19].map(id => [id, 'float' as const])),
  ...Object.fromEntries([12, 13, 20, 21, 22, 31].map(id => [id, 'date' as const])),
  ...Object.fromEntries([14, 15, 17, 23, 27, 29, 30, 39].map(id => [id, 'text' as const])),
};

/** What a column of a DuckDB type holds here. */
export function columnTypeOf(type: DuckDBType): ColumnType {
  return columnTypes[type.typeId] ?? 'mixed';
}

/**
 * The rows of a result as columns. Whole numbers are numbers, but in a column with one
 * beyond 2^53 all are BigInt. Times of day and intervals are texts.
 */
export async function columnsOf(engine: Engine, result: DuckDBResult): Promise<ColumnData> {
  const names = result.deduplicatedColumnNames();
  const types = result.columnTypes();
  const columns: unknown[][] = names.map(() => []);
  const convert = converter(engine);
  for await (const chunk of result) {
    columns.forEach((column, i) => {
      for (const value of chunk.convertColumnValues(i, convert)) column.push(value);
    });
  }
  const kinds = types.map(columnTypeOf);
  return {
    data: new Map(
      names.map((name, i) => [name, kinds[i] === 'int' ? wholeNumbers(columns[i]!) : columns[i]!]),
    ),
    types: Object.fromEntries(names.map((name, i) => [name, kinds[i]!])),
    length: columns[0]?.length ?? 0,
  };
}

function converter({ DuckDBTypeId, JSDuckDBValueConverter }: Engine) {
  const asText = new Set<number>([
    DuckDBTypeId.TIME,
    DuckDBTypeId.TIME_TZ,
    DuckDBTypeId.TIME_NS,
    DuckDBTypeId.INTERVAL,
    DuckDBTypeId.BIT,
  ]);
  const convert = (value: DuckDBValue, type: DuckDBType): unknown => {
    if (value === null) return null;
    if (typeof value === 'bigint') return wholeNumber(value);
    if (typeof value !== 'object') return value;
    if (asText.has(type.typeId)) return String(value);
    // Infinity, and what lies beyond all dates, is missing.
    if (columnTypeOf(type) === 'date') return dateOf(value, type);
    return JSDuckDBValueConverter(value, type, convert as never);
  };
  const dateOf = (value: DuckDBValue, type: DuckDBType): unknown => {
    try {
      return JSDuckDBValueConverter(value, type, convert as never);
    } catch {
      return null;
    }
  };
  return convert;
}

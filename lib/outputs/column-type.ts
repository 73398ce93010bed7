/** What a column holds; `empty` when every value is missing, `mixed` when kinds differ or are none of the others. */
export type ColumnType = 'int' | 'float' | 'text' | 'boolean' | 'date' | 'empty' | 'mixed';

/** The type of a column of JavaScript values. Missing values (null, undefined) do not count. */
export function columnType(values: Iterable<unknown>): ColumnType {
  let type: ColumnType = 'empty';
  for (const value of values) {
    if (value === null || value === undefined) continue;
    type = join(type, valueType(value));
    if (type === 'mixed') break;
  }
  return type;
}

function valueType(value: unknown): ColumnType {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) ? 'int' : 'float';
    case 'bigint':
      return 'int';
    case 'string':
      return 'text';
    case 'boolean':
      return 'boolean';
    default:
      return value instanceof Date ? 'date' : 'mixed';
  }
}

function join(a: ColumnType, b: ColumnType): ColumnType {
  if (a === 'empty' || a === b) return b;
  return isNumeric(a) && isNumeric(b) ? 'float' : 'mixed';
}

/** True for the types whose values are numbers. */
function isNumeric(type: ColumnType): boolean {
  return type === 'int' || type === 'float';
}

import type { ColumnType } from './column-type.js';

const integer = /^[+-]?\d+$/;
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/;
const special: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  '-nan': Number.NaN,
  '+nan': Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '+infinity': Number.POSITIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};
const missing: ReadonlySet<string> = new Set(['', 'na', 'n/a', 'null']);

/** A number as programs print it (`1`, `-2.5e-3`, Fortran's `1.0D+02`, `nan`, `-inf`); undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  if (decimal.test(text)) {
    const plain = Number(text);
    return Number.isNaN(plain) ? Number(text.replace(/d/i, 'e')) : plain;
  }
  return special[text.toLowerCase()];
}

/**
 * Gives a column of texts its type and values. Blanks around numbers do not count. Among numbers and booleans an empty
 * cell, `NA` and `null` are missing (null); in a column of text only an empty cell is. Digits that a number would not
 * keep (leading zeros, more than 2^53) stay text: they are identifiers.
 */
export function parseColumn(texts: readonly string[]): { type: ColumnType; values: unknown[] } {
  return (
    parseAll(texts, parseNumber, numberType(texts)) ??
    parseAll(texts, parseBoolean, 'boolean') ?? {
      type: texts.some(text => text !== '') ? 'text' : 'empty',
      values: texts.map(text => (text === '' ? null : text)),
    }
  );
}

function parseAll(
  texts: readonly string[],
  parse: (text: string) => unknown,
  type: ColumnType | undefined,
): { type: ColumnType; values: unknown[] } | undefined {
  if (type === undefined) return undefined;
  const values: unknown[] = [];
  let some = false;
  for (const text of texts) {
    const trimmed = text.trim();
    const value = parse(trimmed);
    if (value !== undefined) {
      some = true;
      values.push(value);
    } else if (missing.has(trimmed.toLowerCase())) values.push(null);
    else return undefined;
  }
  return some ? { type, values } : undefined;
}

function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** `int`, `float`, or undefined when a cell holds digits that are no quantity. */
function numberType(texts: readonly string[]): ColumnType | undefined {
  let type: ColumnType = 'int';
  for (const text of texts) {
    const trimmed = text.trim();
    if (integer.test(trimmed)) {
      if (/^[+-]?0\d/.test(trimmed) || !Number.isSafeInteger(Number(trimmed))) return undefined;
    } else if (!missing.has(trimmed.toLowerCase())) type = 'float';
  }
  return type;
}

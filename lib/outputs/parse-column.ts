import type { ColumnType } from './column-type.js';
import { isMissing } from './missing-words.js';

const integer = /^[+-]?\d+$/;
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/;
/** Fortran has no room for the letter where an exponent has three digits. */
const withoutLetter = /^([+-]?(?:\d+\.\d*|\.\d+))([+-]\d{3})$/;
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

/** A number as programs print it (`1`, `-2.5e-3`, Fortran's `1.0D+02` and `1.0-103`, `nan`, `-inf`); undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  if (decimal.test(text)) {
    const plain = Number(text);
    return Number.isNaN(plain) ? Number(text.replace(/d/i, 'e')) : plain;
  }
  const [, digits, exponent] = withoutLetter.exec(text) ?? [];
  return digits === undefined ? special[text.toLowerCase()] : Number(`${digits}e${exponent}`);
}

/**
 * Gives a column of texts its type and values. Blanks around numbers do not count. Among numbers, booleans and dates an empty
 * cell, `NA`, `N/A` and `null`, in any case, are missing (null); in a column of text only an empty cell is. Whole numbers beyond
 * 2^53 make the column BigInt. Digits with leading zeros stay text: they are identifiers. Dates and times are ISO 8601, without a zone in UTC.
 */
export function parseColumn(texts: readonly string[]): Parsed {
  return (
    parseNumbers(texts) ??
    parseAll(texts, parseBoolean, 'boolean') ??
    parseAll(texts, parseDate, 'date') ?? {
      type: texts.some(text => text !== '') ? 'text' : 'empty',
      values: texts.map(text => (text === '' ? null : text)),
    }
  );
}

interface Parsed {
  readonly type: ColumnType;
  readonly values: unknown[];
}

/** Texts as values where all are that but for missing ones; else undefined. */
function parseAll(
  texts: readonly string[],
  parse: (text: string) => unknown,
  type: ColumnType,
): Parsed | undefined {
  const values: unknown[] = [];
  let some = false;
  for (const text of texts) {
    const value = parse(text.trim());
    if (value !== undefined) {
      some = true;
      values.push(value);
    } else if (isMissing(text)) values.push(null);
    else return undefined;
  }
  return some ? { type, values } : undefined;
}

function parseNumbers(texts: readonly string[]): Parsed | undefined {
  const parsed = parseAll(texts, parseNumber, 'float');
  const type = parsed && numberType(texts);
  if (!type) return undefined;
  const { values } = parsed;
  if (type === 'float' || values.every(value => value === null || Number.isSafeInteger(value)))
    return { type, values };
  const exact = texts.map((text, i) => (values[i] === null ? null : BigInt(text.trim().replace('+', ''))));
  return { type, values: exact };
}

function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

const date = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

function parseDate(text: string): Date | undefined {
  const zone = date.exec(text);
  if (!zone) return undefined;
  const found = new Date(text.length > 10 && zone[1] === undefined ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(found.getTime()) ? undefined : found;
}

/** Texts as dates where all are that but for missing ones; else undefined. */
export function parseDates(texts: readonly (string | null)[]): (Date | null)[] | undefined {
  const dates: (Date | null)[] = [];
  for (const text of texts) {
    const found = text === null ? null : parseDate(text);
    if (found === undefined) return undefined;
    dates.push(found);
  }
  return dates;
}

/** More digits than any quantity has. */
const mostDigits = 38;

/** The type of a column of numbers: `int`, `float`, or undefined when a cell holds digits that are no quantity. */
function numberType(texts: readonly string[]): ColumnType | undefined {
  let type: ColumnType = 'int';
  for (const text of texts) {
    const trimmed = text.trim();
    if (integer.test(trimmed)) {
      if (/^[+-]?0\d/.test(trimmed) || trimmed.length > mostDigits) return undefined;
    } else if (!isMissing(trimmed)) type = 'float';
  }
  return type;
}

import { validDate } from '../valid-date.js';
import type { RawArray } from './raw.js';

/** What attributes say of values, by the CF conventions that NetCDF files keep (https://cfconventions.org). */
export type Attributes = Readonly<Record<string, unknown>>;

/** What NetCDF has where nothing was written and no attribute says otherwise; bytes have no such value (`NC_FILL_...` of netcdf.h). */
const unwritten: Readonly<Record<string, number | bigint>> = {
  int16: -32_767,
  uint16: 65_535,
  int32: -2_147_483_647,
  uint32: 4_294_967_295,
  int64: -9_223_372_036_854_775_806n,
  uint64: 18_446_744_073_709_551_614n,
  float32: 2 ** 123 * 0.9375,
  float64: 2 ** 123 * 0.9375,
};

/**
 * Values as they are meant: packed numbers unpacked (`scale_factor`, `add_offset`), those that stand for nothing (`_FillValue`,
 * `missing_value`) as NaN. All else as it is.
 *
 * @param isNetCdf whether what NetCDF has where nothing was written stands for nothing too
 */
export function unpacked(array: RawArray, attributes: Attributes, isNetCdf: boolean): RawArray {
  const { data } = array;
  if (!ArrayBuffer.isView(data)) return array;
  const { isPacked, meaning } = meanings(array, attributes, isNetCdf);
  const numbers = Array.from(data as ArrayLike<number | bigint>, meaning);
  if (!isPacked && !numbers.includes(null)) return array;
  return {
    ...array,
    dtype: 'float64',
    data: Float64Array.from(numbers, value => Number(value ?? Number.NaN)),
  };
}

/** Values as cells of a table: as they are meant, those that stand for nothing as null, times as dates. */
export function cells(array: RawArray, attributes: Attributes, isNetCdf: boolean): readonly unknown[] {
  const { data } = array;
  if (!ArrayBuffer.isView(data)) return Array.from(data as ArrayLike<unknown>);
  const { meaning } = meanings(array, attributes, isNetCdf);
  const values = Array.from(data as ArrayLike<number | bigint>, meaning);
  return dates(values, attributes) ?? values;
}

/** A number as the values of a type have it, which may be BigInt. */
function alike(value: number | bigint, dtype: string): (number | bigint)[] {
  if (typeof value === 'bigint') return [value, Number(value)];
  if (dtype === 'float32') return [Math.fround(value)];
  return Number.isInteger(value) ? [value, BigInt(value)] : [value];
}

/** What a value means; null where it stands for nothing. */
function meanings({ dtype }: RawArray, attributes: Attributes, isNetCdf: boolean) {
  const scale = number(attributes['scale_factor']);
  const offset = number(attributes['add_offset']);
  const isPacked = scale !== undefined || offset !== undefined;
  const said = attributes['_FillValue'] ?? (isNetCdf ? unwritten[dtype] : undefined);
  const given = [said, attributes['missing_value']].flat().filter(isNumeric);
  const fills = new Set(given.flatMap(value => alike(value, dtype)));
  const meaning = (value: number | bigint): number | bigint | null => {
    if (fills.size > 0 && fills.has(value)) return null;
    return isPacked ? Number(value) * (scale ?? 1) + (offset ?? 0) : value;
  };
  return { isPacked, meaning };
}

const seconds: Readonly<Record<string, number>> = {
  second: 1,
  sec: 1,
  s: 1,
  minute: 60,
  min: 60,
  hour: 3600,
  hr: 3600,
  h: 3600,
  day: 86_400,
  d: 86_400,
};

/** Times (`days since 1970-01-01`) as dates, missing ones as null; undefined where the attributes say no time of our calendar. */
function dates(
  values: readonly (number | bigint | null)[],
  attributes: Attributes,
): (Date | null)[] | undefined {
  const [, unit = '', since = ''] =
    /^\s*(\w+?)s?\s+since\s+(.+)$/i.exec(String(attributes['units'] ?? '')) ?? [];
  const calendar = attributes['calendar'] ?? 'standard';
  const step = seconds[unit.toLowerCase()];
  const start = instant(since);
  if (!step || start === undefined || !/^(standard|gregorian|proleptic_gregorian)$/.test(String(calendar)))
    return undefined;
  return values.map(value =>
    value === null ? null : validDate(new Date(start + Number(value) * step * 1000)),
  );
}

/** Milliseconds since 1970 of `1990-1-1 06:00:00`, which is UTC where it names no zone. */
function instant(text: string): number | undefined {
  const [, year, month, day, clock = '0:0', zone = ''] =
    /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d*)?)?))?\s*(Z|UTC|GMT|\+?00:?00)?\s*$/i.exec(
      text,
    ) ?? [];
  if (year === undefined || (zone !== '' && !/^(Z|UTC|GMT|\+?00:?00)$/i.test(zone))) return undefined;
  const [hours = 0, minutes = 0, rest = 0] = clock.split(':').map(Number);
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), hours, minutes) + rest * 1000;
  // Date.UTC takes years below 100 for those of the last century.
  return Number(year) < 100 ? new Date(time).setUTCFullYear(Number(year)) : time;
}

function number(value: unknown): number | undefined {
  const [first] = [value].flat();
  return typeof first === 'number' ? first : undefined;
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

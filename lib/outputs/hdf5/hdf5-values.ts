import { type Dataset, type Group, Module } from 'h5wasm';
import { size } from '../../display/words.js';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { TooLargeError } from '../../errors/too-large-error.js';
import { decodeNumbers, exactNumbers, type NumberArray } from '../arrays/dtype.js';
import { type AxisRange, axisRange, countOf, type Range, shapeText } from '../arrays/selection.js';
import { cells, unpacked } from '../trees/cf.js';
import type { RawArray, RawColumns } from '../trees/raw.js';
import { wholeNumber } from '../whole-numbers.js';
import { datasetType, isComplex } from './hdf5-types.js';

/** More bytes of one dataset are not read at once. */
const mostBytes = 2 ** 30;
const mostAttributes = 200;
/** How the libraries keep dimensions; of no use to readers. */
const internal =
  /^(DIMENSION_LIST|REFERENCE_LIST|CLASS|NAME|_Netcdf4\w*|_NCProperties|_nc3_strict|DIMENSION_LABELS)$/;

/** What a group or dataset says of itself. */
export function attributesOf(of: Group | Dataset): Record<string, unknown> {
  const attributes = Object.entries(of.attrs)
    .filter(([name]) => !internal.test(name))
    .slice(0, mostAttributes);
  return Object.fromEntries(attributes.map(([name, attribute]) => [name, attributeValue(attribute)]));
}

function attributeValue(attribute: { readonly value: unknown }): unknown {
  try {
    const value = plain(attribute.value);
    return Array.isArray(value) && value.length === 1 ? value[0] : value;
  } catch (error) {
    return `(not read: ${(error as Error).message})`;
  }
}

/** A dataset or a part of it, as its attributes mean it. */
export function readDataset(
  dataset: Dataset,
  title: string,
  isNetCdf: boolean,
  parts?: readonly AxisRange[],
): RawArray {
  return unpacked(storedValues(dataset, title, parts), attributesOf(dataset), isNetCdf);
}

/** Values as the file has them. */
function storedValues(dataset: Dataset, title: string, parts?: readonly AxisRange[]): RawArray {
  const { metadata } = dataset;
  const shape = dataset.shape ?? [0];
  const complex = isComplex(metadata);
  if (metadata.compound_type && !complex) {
    throw new MalformedFileError(
      `${title}: '${dataset.path}' holds ${datasetType(metadata)}. Read it with table({ part: '${dataset.path}' }).`,
    );
  }
  const ranges = shape.map((_, axis) => axisRange(parts?.[axis] ?? null, shape, axis));
  const count = countOf(ranges.map(({ length }) => length));
  checkSize(count * metadata.size, dataset, title);
  const lengths = ranges.filter(({ dropped }) => !dropped).map(({ length }) => length);
  if (count === 0) return { shape: lengths, dtype: 'object', data: [] };
  const half = metadata.type === 1 && metadata.size === 2;
  const value: unknown = half
    ? readHalves(dataset, ranges)
    : parts
      ? dataset.slice(ranges.map(({ from, length }) => [from, from + length]))
      : dataset.value;
  const type = datasetType(metadata);
  if (ArrayBuffer.isView(value)) {
    return { shape: lengths, dtype: type as RawArray['dtype'], data: exactNumbers(value as NumberArray) };
  }
  const values = Array.isArray(value) ? value : [value];
  if (complex)
    return { shape: [...lengths, 2], dtype: 'float64', data: Float64Array.from(values.flat() as number[]) };
  // Elements that are arrays themselves come nested, all others in a row.
  const elements = metadata.array_type ? values.flat(Math.max(0, shape.length - 1)) : values;
  const isNumber = metadata.type === 0 || metadata.type === 1;
  const dtype = isNumber ? (type as RawArray['dtype']) : metadata.type === 3 ? 'string' : 'object';
  return { shape: lengths, dtype, data: elements.map(plain) };
}

/** Numbers of 16 bits, which the library does not take out of its memory. */
function readHalves(dataset: Dataset, ranges: readonly Range[]): NumberArray {
  const counts = ranges.map(({ length }) => length);
  const count = countOf(counts);
  const at = Module._malloc(count * 2);
  try {
    const big = (numbers: number[]) => numbers.map(BigInt);
    const [lengths, starts] = [big(counts), big(ranges.map(({ from }) => from))];
    Module.get_dataset_data(
      dataset.file_id,
      dataset.path,
      lengths,
      starts,
      lengths.map(() => 1n),
      BigInt(at),
    );
    return decodeNumbers(Module.HEAPU8.slice(at, at + count * 2), 'float16', count, true);
  } finally {
    Module._free(at);
  }
}

/** The values of a dataset of one dimension as cells of a table: booleans and dates as such. */
export function columnOf(dataset: Dataset, title: string, isNetCdf: boolean): readonly unknown[] {
  const stored = storedValues(dataset, title);
  if (stored.dtype === 'bool') return Array.from(stored.data, value => value === 1);
  return cells(stored, attributesOf(dataset), isNetCdf);
}

/** Whether NetCDF-4's library wrote the file. */
export function isNetCdf(file: Group): boolean {
  return '_NCProperties' in file.attrs;
}

/** The columns of records; undefined where a dataset has none. */
export function recordColumns(dataset: Dataset, title: string): RawColumns | undefined {
  const members = dataset.metadata.compound_type?.members;
  if (!members) return undefined;
  checkSize(dataset.metadata.total_size * dataset.metadata.size, dataset, title);
  const value = (dataset.value ?? []) as unknown[][];
  const rows = dataset.shape?.length === 0 ? [value as unknown[]] : value;
  return members.map(({ name, enum_type: choice }, i) => {
    const names = choice && choiceNames(choice.members);
    return [
      name,
      rows.map(row => (names ? (names.get(Number(row[i])) ?? plain(row[i])) : plain(row[i]))),
    ] as const;
  });
}

function choiceNames(members: Readonly<Record<string, number>>): Map<number, unknown> {
  const names = Object.entries(members);
  const isBoolean = names.length === 2 && members['FALSE'] === 0 && members['TRUE'] === 1;
  return new Map(names.map(([name, value]) => [value, isBoolean ? name === 'TRUE' : name]));
}

function checkSize(bytes: number, dataset: Dataset, title: string): void {
  if (bytes <= mostBytes) return;
  throw new TooLargeError(
    `${title}: '${dataset.path}' has ${shapeText(dataset.shape ?? [])} values, ${size(bytes)}. Read a part of it: array({ part: '${dataset.path}', slice: [[0, 100]] }).`,
  );
}

/** Values that can leave the thread; references to other parts of the file cannot. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(exactNumbers(value as NumberArray) as ArrayLike<unknown>);
  if (typeof value === 'bigint') return wholeNumber(value);
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null ? '(reference)' : value;
}

import { type Header, NetCDFReader, type Variable } from 'netcdfjs';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { TooLargeError } from '../../errors/too-large-error.js';
import { UnknownFormatError } from '../../errors/unknown-format-error.js';
import { decodeNumbers, type NumericDtype } from '../arrays/dtype.js';
import { gathered } from '../arrays/gathered.js';
import { countOf } from '../arrays/selection.js';
import type { DataFile } from '../data-file.js';
import type { FetchOptions } from '../read-options.js';
import { type Attributes, cells, unpacked } from '../trees/cf.js';
import type { RawArray, TreeEntry } from '../trees/raw.js';

const types: Readonly<Record<string, [dtype: NumericDtype, width: number]>> = {
  byte: ['int8', 1],
  char: ['uint8', 1],
  short: ['int16', 2],
  int: ['int32', 4],
  float: ['float32', 4],
  double: ['float64', 8],
};
/** More bytes of one variable are not read at once. */
const mostBytes = 2 ** 30;
const longestHeader = 64_000_000;

/** A NetCDF-3 file whose header was read; variables are fetched when they are read. */
export interface NetCdf3 {
  readonly header: Header;
  /** What the file says of itself. */
  readonly attributes: Attributes;
  readonly variables: readonly NetCdfVariable[];
}

/** A variable of a NetCDF-3 file. */
export interface NetCdfVariable {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly dimensions: readonly string[];
  readonly attributes: Attributes;
  readonly raw: Variable;
}

/**
 * Reads the header of a NetCDF-3 file, classic or of 64-bit offsets.
 *
 * @throws MalformedFileError when it is cut short or none
 */
export async function openNetCdf3(file: DataFile, options: FetchOptions): Promise<NetCdf3> {
  const header = await readHeader(file, options);
  const dimensions = header.dimensions ?? [];
  const variables = (header.variables ?? []).map((raw): NetCdfVariable => {
    const own = raw.dimensions.map(id => dimensions[id]);
    if (own.some(dimension => dimension === undefined)) throw damaged(file);
    const lengths = own.map((dimension, axis) =>
      axis === 0 && raw.record ? header.recordDimension.length : dimension!.size,
    );
    return {
      name: raw.name,
      dtype: raw.type === 'char' ? 'string' : (types[raw.type]?.[0] ?? raw.type),
      shape: lengths,
      dimensions: own.map(dimension => dimension!.name),
      attributes: attributesOf(raw.attributes),
      raw,
    };
  });
  return { header, attributes: attributesOf(header.globalAttributes), variables };
}

/** The file and its variables, as a tree has them. */
export function entriesOf({ attributes, variables }: NetCdf3): TreeEntry[] {
  const root: TreeEntry = { path: '/', kind: 'group', attributes };
  const entries = variables.map(
    (variable): TreeEntry => ({
      path: `/${variable.name}`,
      kind: 'dataset',
      shape: variable.shape,
      dtype: variable.dtype,
      dimensions: variable.dimensions.length > 0 ? variable.dimensions : undefined,
      attributes: variable.attributes,
    }),
  );
  return [root, ...entries];
}

/** The values of a variable as its attributes mean them. Characters are joined to texts along the last axis. */
export async function readVariable(
  file: DataFile,
  found: NetCdf3,
  variable: NetCdfVariable,
  options: FetchOptions,
): Promise<RawArray> {
  return unpacked(await storedValues(file, found, variable, options), variable.attributes, true);
}

/** The values of a variable as cells of a table. */
export async function readCells(
  file: DataFile,
  found: NetCdf3,
  variable: NetCdfVariable,
  options: FetchOptions,
): Promise<readonly unknown[]> {
  return cells(await storedValues(file, found, variable, options), variable.attributes, true);
}

/** Values as the file has them. */
async function storedValues(
  file: DataFile,
  { header }: NetCdf3,
  { name, shape, raw }: NetCdfVariable,
  options: FetchOptions,
): Promise<RawArray> {
  const [dtype, width] = types[raw.type] ?? [];
  if (!dtype || !width) throw damaged(file);
  const count = countOf(shape);
  if (count * width > mostBytes)
    throw new TooLargeError(`${file.title}: '${name}' has ${count} values, too many to read at once.`);
  const records = raw.record ? shape[0]! : 1;
  const each = raw.record ? (count / Math.max(1, records)) * width : count * width;
  const step = raw.record ? (header.recordDimension.recordStep ?? each) : each;
  const length = records === 0 ? 0 : (records - 1) * step + each;
  const size = await file.size(options);
  if (!Number.isSafeInteger(raw.offset + length) || raw.offset + length > (size ?? Number.POSITIVE_INFINITY))
    throw damaged(file);
  const bytes = await file.bytes({ ...options, start: raw.offset, end: raw.offset + length });
  if (bytes.length < length) throw damaged(file);
  const packed = gathered(bytes, records, each, step);
  if (raw.type === 'char') return texts(packed, shape);
  return { shape, dtype, data: decodeNumbers(packed, dtype, count, false) };
}

/** The header is parsed from ever more of the file until it is whole: it tells its length nowhere. */
async function readHeader(file: DataFile, options: FetchOptions): Promise<Header> {
  let head = await file.head(options);
  if (head[3] === 5)
    throw new UnknownFormatError(
      `${file.title} is NetCDF of the 64-bit data format (CDF-5), which is not read. Convert it: nccopy -k nc4 in.nc out.nc.`,
    );
  for (;;) {
    try {
      return new NetCDFReader(head).header;
    } catch (cause) {
      const end = head.length * 8;
      const more = end > longestHeader ? head : await file.bytes({ ...options, start: 0, end });
      if (more.length <= head.length)
        throw new MalformedFileError(
          `${file.title} is no NetCDF-3 file, or it is damaged or cut short: ${(cause as Error).message}`,
          { cause },
        );
      head = more;
    }
  }
}

function attributesOf(list: readonly { name: string; value: unknown }[] | undefined): Attributes {
  return Object.fromEntries((list ?? []).map(({ name, value }) => [name, value]));
}

function texts(bytes: Uint8Array, shape: readonly number[]): RawArray {
  const length = shape.at(-1) ?? 1;
  const count = length === 0 ? 0 : bytes.length / length;
  const data = Array.from({ length: count }, (_, i) =>
    new TextDecoder()
      .decode(bytes.subarray(i * length, (i + 1) * length))
      .replace(/\0.*$/s, '')
      .trimEnd(),
  );
  return { shape: length === 0 ? [0] : shape.slice(0, -1), dtype: 'string', data };
}

function damaged(file: DataFile): MalformedFileError {
  return new MalformedFileError(`${file.title} is a damaged NetCDF file, or it is cut short.`);
}

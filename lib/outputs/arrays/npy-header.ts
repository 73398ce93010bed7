import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { UnknownFormatError } from '../../errors/unknown-format-error.js';
import { begins } from '../text.js';
import { bytesPerElement, type NumericDtype } from './dtype.js';

/** How one value lies in an NPY file. */
export interface NpyField {
  /** Empty for an array that has no fields. */
  readonly name: string;
  /** Numbers; text of fixed width (`U` four bytes a character, `S` one); times as whole numbers of a unit since 1970. */
  readonly kind: NumericDtype | 'U' | 'S' | 'time' | 'complex64' | 'complex128';
  readonly littleEndian: boolean;
  /** Bytes of one value. */
  readonly width: number;
  /** Of times: milliseconds in one. */
  readonly unit?: number;
}

/** What an NPY file says of itself (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). */
export interface NpyHeader {
  readonly shape: readonly number[];
  /** True when the first axis varies fastest. */
  readonly fortranOrder: boolean;
  /** One without a name, or the fields of a record. */
  readonly fields: readonly NpyField[];
  /** Where the values begin. */
  readonly start: number;
}

const numeric: Readonly<Record<string, NumericDtype>> = {
  b1: 'bool',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};
const milliseconds: Readonly<Record<string, number>> = {
  D: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  ns: 1e-6,
};

/**
 * Reads the header of an NPY file.
 *
 * @throws MalformedFileError when it is none or ends too early
 * @throws UnknownFormatError when its values are of a kind that is not read (Python objects above all)
 */
export function npyHeader(bytes: Uint8Array, name: string): NpyHeader {
  if (bytes.length < 12 || !begins(bytes, '\x93NUMPY'))
    throw new MalformedFileError(`${name} is no NPY file: it does not begin with \\x93NUMPY.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [start, length] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (start + length > bytes.length || length > 1_000_000)
    throw new MalformedFileError(`${name} ends inside its header: it is cut short.`);
  const text = new TextDecoder().decode(bytes.subarray(start, start + length));
  const shape = /'shape': *\(([\d, L]*)\)/.exec(text)?.[1];
  const order = /'fortran_order': *(True|False)/.exec(text)?.[1];
  const descr = /'descr': *('[^']*'|\[.*\])(?=, *'(?:fortran_order|shape)'|,? *})/.exec(text)?.[1];
  if (shape === undefined || order === undefined || descr === undefined)
    throw new MalformedFileError(`${name} has an NPY header that is not read: ${text.trim().slice(0, 120)}`);
  return {
    shape: (shape.match(/\d+/g) ?? []).map(Number),
    fortranOrder: order === 'True',
    fields: fieldsOf(descr, name),
    start: start + length,
  };
}

function fieldsOf(descr: string, name: string): NpyField[] {
  if (descr.startsWith("'")) return [fieldOf('', descr.slice(1, -1), name)];
  const fields = [...descr.matchAll(/\('([^']*)', *'([^']*)'\)/g)].map(([, field = '', type = '']) =>
    fieldOf(field, type, name),
  );
  const plain = descr.replace(/\('[^']*', *'[^']*'\)/g, '').replace(/[[\], ]/g, '');
  if (fields.length > 0 && plain === '') return fields;
  throw new UnknownFormatError(`${name} has records inside records, which are not read: ${descr}`);
}

function fieldOf(name: string, type: string, file: string): NpyField {
  const [, order = '|', code = '', digits = '', unit] =
    /^([<>|=])([A-Za-z])(\d*)(?:\[(\w+)\])?$/.exec(type) ?? [];
  const littleEndian = order !== '>';
  const kind = numeric[code + digits];
  if (kind) return { name, kind, littleEndian, width: bytesPerElement(kind) };
  if (code === 'c' && (digits === '8' || digits === '16'))
    return { name, kind: digits === '8' ? 'complex64' : 'complex128', littleEndian, width: Number(digits) };
  if (code === 'U') return { name, kind: 'U', littleEndian, width: 4 * Number(digits) };
  if (code === 'S') return { name, kind: 'S', littleEndian, width: Number(digits) };
  const [, count = '', base = ''] = /^(\d*)([A-Za-z]+)$/.exec(unit ?? '') ?? [];
  const step = milliseconds[base];
  if (code === 'M' && step)
    return { name, kind: 'time', littleEndian, width: 8, unit: step * Number(count || 1) };
  const why =
    code === 'O'
      ? 'Python objects, which only Python can read. Save it with a plain dtype.'
      : `values of the type ${type}, which are not read.`;
  throw new UnknownFormatError(`${file} holds ${why}`);
}

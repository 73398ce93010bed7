import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { TooLargeError } from '../../errors/too-large-error.js';
import { Table } from '../table.js';
import { type Dtype, decodeNumbers, type NumberArray } from './dtype.js';
import { gathered } from './gathered.js';
import { NdArray } from './nd-array.js';
import { type NpyField, npyHeader } from './npy-header.js';
import { countOf, shapeText } from './selection.js';

/**
 * The array in an NPY file. Complex numbers get a last axis of two: the real and the imaginary part.
 *
 * @throws MalformedFileError when the file is cut short or no NPY file
 * @throws UnknownFormatError when its values are not read
 */
export function readNpy(bytes: Uint8Array, name: string, origin?: string): NdArray {
  const { shape, fortranOrder, fields, values } = npyValues(bytes, name);
  const field = fields[0]!;
  if (field.name !== '') {
    const names = fields.map(each => each.name).join(', ');
    throw new MalformedFileError(`${name} holds records with the fields ${names}: read it with table().`);
  }
  const { dtype, data, parts } = column(values, field, 0, field.width, countOf(shape));
  const order = fortranOrder ? reordered(data, shape, parts) : data;
  return new NdArray(parts === 1 ? shape : [...shape, parts], order, { dtype, origin });
}

/** An NPY file as a table: a column a field where it holds records, else the table of its array. */
export function readNpyTable(bytes: Uint8Array, name: string, origin?: string): Table {
  const { shape, fields, values } = npyValues(bytes, name);
  if (fields[0]!.name === '') return readNpy(bytes, name, origin).toTable();
  const width = recordWidth(fields);
  let offset = 0;
  const columns = fields.map(field => {
    const read = column(values, field, offset, width, countOf(shape));
    offset += field.width;
    const array = new NdArray(
      read.parts === 1 ? [read.data.length] : [countOf(shape), read.parts],
      read.data,
      {
        dtype: read.dtype,
      },
    );
    const cells = read.parts === 1 ? array.toTable().column('value') : (array.toNested() as unknown[]);
    return [field.name, cells] as const;
  });
  return Table.fromColumns(new Map(columns), { origin });
}

function npyValues(bytes: Uint8Array, name: string) {
  const { start, ...header } = npyHeader(bytes, name);
  const needed = countOf(header.shape) * recordWidth(header.fields);
  if (!Number.isSafeInteger(needed))
    throw new TooLargeError(`${name} promises an array of ${shapeText(header.shape)}: no machine holds it.`);
  const values = bytes.subarray(start);
  if (values.length < needed) {
    throw new MalformedFileError(
      `${name} is cut short: its header promises ${shapeText(header.shape)} values in ${needed} bytes, and ${values.length} are there.`,
    );
  }
  return { ...header, values };
}

function recordWidth(fields: readonly NpyField[]): number {
  return fields.reduce((sum, { width }) => sum + width, 0);
}

interface Column {
  readonly dtype: Dtype;
  readonly data: NumberArray | unknown[];
  /** How many values an element has: two for complex numbers. */
  readonly parts: number;
}

/** NumPy's `NaT`. */
const notATime = -(2n ** 63n);

/** One field of all records, which are `step` bytes apart. */
function column(values: Uint8Array, field: NpyField, offset: number, step: number, count: number): Column {
  const { kind, width, littleEndian } = field;
  const packed = gathered(values.subarray(offset), count, width, step);
  const each = <T>(read: (from: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => read(i * width));
  switch (kind) {
    case 'U': {
      const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
      return { dtype: 'string', parts: 1, data: each(from => utf32(view, from, width, littleEndian)) };
    }
    case 'S':
      return { dtype: 'string', parts: 1, data: each(from => untilNul(packed.subarray(from, from + width))) };
    case 'time': {
      const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
      const date = (ticks: bigint) => (ticks === notATime ? null : new Date(Number(ticks) * field.unit!));
      return { dtype: 'object', parts: 1, data: each(from => date(view.getBigInt64(from, littleEndian))) };
    }
    case 'complex64':
    case 'complex128': {
      const dtype = kind === 'complex64' ? 'float32' : 'float64';
      return { dtype, parts: 2, data: decodeNumbers(packed, dtype, count * 2, littleEndian) };
    }
    default:
      return { dtype: kind, parts: 1, data: decodeNumbers(packed, kind, count, littleEndian) };
  }
}

function utf32(view: DataView, from: number, width: number, littleEndian: boolean): string {
  let text = '';
  for (let at = from; at < from + width; at += 4) {
    const code = view.getUint32(at, littleEndian);
    if (code === 0) break;
    text += code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
  }
  return text;
}

function untilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Values whose first axis varies fastest, so that the last one does. */
function reordered(data: Column['data'], shape: readonly number[], parts: number): Column['data'] {
  const steps = shape.map((_, axis) => countOf(shape.slice(0, axis)));
  const result = data.slice();
  const index = shape.map(() => 0);
  for (let at = 0; at < data.length; at += parts) {
    const from = index.reduce((sum, i, axis) => sum + i * steps[axis]!, 0) * parts;
    for (let part = 0; part < parts; part++) result[at + part] = data[from + part] as never;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return result;
}

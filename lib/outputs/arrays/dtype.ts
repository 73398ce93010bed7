/** The typed arrays that hold numbers; whole numbers of 64 bits come as BigInt only where a number would not keep them. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** The type of an array's elements, by NumPy's names; `float16` is held as 32 bits, `bool` as 0 and 1. */
export type Dtype =
  | 'bool'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64'
  | 'string'
  | 'object';

const readers = {
  bool: [1, 'getUint8', Uint8Array],
  int8: [1, 'getInt8', Int8Array],
  uint8: [1, 'getUint8', Uint8Array],
  int16: [2, 'getInt16', Int16Array],
  uint16: [2, 'getUint16', Uint16Array],
  int32: [4, 'getInt32', Int32Array],
  uint32: [4, 'getUint32', Uint32Array],
  int64: [8, 'getBigInt64', BigInt64Array],
  uint64: [8, 'getBigUint64', BigUint64Array],
  float16: [2, 'getUint16', Float32Array],
  float32: [4, 'getFloat32', Float32Array],
  float64: [8, 'getFloat64', Float64Array],
} as const;

/** A type whose elements are numbers. */
export type NumericDtype = keyof typeof readers;

/** How many bytes an element has in a file. */
export function bytesPerElement(dtype: NumericDtype): number {
  return readers[dtype][0];
}

/** Numbers as they lie in a file, of either byte order. The bytes must be as many as the count needs. */
export function decodeNumbers(
  bytes: Uint8Array,
  dtype: NumericDtype,
  count: number,
  littleEndian: boolean,
): NumberArray {
  const [width, getter, Values] = readers[dtype];
  if (littleEndian && dtype !== 'float16') {
    // A copy, for numbers must lie at a multiple of their width.
    const copy = new Uint8Array(bytes.subarray(0, count * width));
    return exactNumbers(new Values(copy.buffer, 0, count));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Values(count);
  for (let i = 0; i < count; i++) {
    const value = view[getter](i * width, littleEndian);
    values[i] = dtype === 'float16' ? fromHalf(value as number) : value;
  }
  return exactNumbers(values);
}

/** Whole numbers of 64 bits as plain numbers where all of them keep their value; all else as it is. */
export function exactNumbers(values: NumberArray): NumberArray {
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) return values;
  // By halves of 32 bits, the lower first: a BigInt for each would take ten times as long.
  const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const signed = values instanceof BigInt64Array;
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const high = signed ? halves[2 * i + 1]! | 0 : halves[2 * i + 1]!;
    // Beyond 2^53 a number skips some.
    if (high >= 2 ** 21 || high < -(2 ** 21)) return values;
    numbers[i] = high * 2 ** 32 + halves[2 * i]!;
  }
  return numbers;
}

/** A number of 16 bits (IEEE 754 binary16) from its bits. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0
    ? sign * 2 ** -14 * (fraction / 1024)
    : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

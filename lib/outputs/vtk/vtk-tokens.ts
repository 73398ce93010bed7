import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { bytesPerElement, decodeNumbers, type NumberArray, type NumericDtype } from '../arrays/dtype.js';

const types: Readonly<Record<string, NumericDtype>> = {
  unsigned_char: 'uint8',
  char: 'int8',
  signed_char: 'int8',
  unsigned_short: 'uint16',
  short: 'int16',
  unsigned_int: 'uint32',
  int: 'int32',
  unsigned_long: 'uint64',
  long: 'int64',
  float: 'float32',
  double: 'float64',
  vtkidtype: 'int32',
  vtktypeint64: 'int64',
  vtktypeuint64: 'uint64',
  vtktypeint32: 'int32',
  vtktypeuint32: 'uint32',
  vtktypeint16: 'int16',
  vtktypeuint16: 'uint16',
  vtktypeint8: 'int8',
  vtktypeuint8: 'uint8',
  vtktypefloat32: 'float32',
  vtktypefloat64: 'float64',
};

const space = (byte: number | undefined) => byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);

/** Reads the words, lines and blocks of numbers of a VTK legacy file, whose numbers are text or binary (big-endian). */
export class VtkTokens {
  #at = 0;
  binary = false;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly name: string,
  ) {}

  /** The rest of the line, without blanks around. */
  line(): string {
    const end = this.bytes.indexOf(10, this.#at);
    const text = latin1(this.bytes.subarray(this.#at, end < 0 ? undefined : end));
    this.#at = end < 0 ? this.bytes.length : end + 1;
    return text.trim();
  }

  /** The words of the next line that is not blank; none at the end of the file. */
  words(): string[] {
    while (space(this.bytes[this.#at])) this.#at++;
    const line = this.line();
    return line === '' ? [] : line.split(/\s+/);
  }

  /** What {@link words} will give, left to be read. */
  peek(): string[] {
    const at = this.#at;
    const words = this.words();
    this.#at = at;
    return words;
  }

  /** Skips lines up to a blank one. */
  skipBlock(): void {
    while (this.#at < this.bytes.length && this.line() !== '');
  }

  /**
   * As many values of a type.
   *
   * @throws MalformedFileError when the file has fewer
   */
  values(type: string, count: number): NumberArray | string[] {
    if (!Number.isSafeInteger(count) || count < 0 || count > this.bytes.length * 8)
      throw this.#cutShort(count);
    if (type === 'string') return this.#strings(count);
    if (type === 'bit') return this.#bits(count);
    const dtype = types[type.toLowerCase()];
    if (!dtype) throw this.error(`"${type.slice(0, 40)}" is no type of values`);
    if (!this.binary) return this.#text(dtype, count);
    const length = count * bytesPerElement(dtype);
    return decodeNumbers(this.#take(length, count), dtype, count, false);
  }

  error(what: string): MalformedFileError {
    return new MalformedFileError(`${this.name}: ${what} (at byte ${this.#at}).`);
  }

  #cutShort(count: number): MalformedFileError {
    return this.error(`the file is cut short: it promises ${count} more values than it has, or some of them`);
  }

  #take(length: number, count: number): Uint8Array {
    if (this.#at + length > this.bytes.length) throw this.#cutShort(count);
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  #word(): string {
    while (space(this.bytes[this.#at])) this.#at++;
    const from = this.#at;
    while (this.#at < this.bytes.length && !space(this.bytes[this.#at])) this.#at++;
    return latin1(this.bytes.subarray(from, this.#at));
  }

  /** Numbers of the type nearest to the one promised: text has what a type may not hold. */
  #text(dtype: NumericDtype, count: number): NumberArray {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const word = this.#word();
      if (word === '') throw this.#cutShort(count);
      const value = /^[+-]?nan$/i.test(word) ? Number.NaN : Number(word.replace(/inf$/i, 'Infinity'));
      if (Number.isNaN(value) && !/nan/i.test(word)) throw this.error(`"${word.slice(0, 40)}" is no number`);
      values[i] = value;
    }
    const isInteger = dtype.includes('int');
    return isInteger && dtype !== 'int64' && dtype !== 'uint64' ? Int32Array.from(values) : values;
  }

  #bits(count: number): NumberArray {
    if (!this.binary) return this.#text('uint8', count);
    const bytes = this.#take(Math.ceil(count / 8), count);
    return Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3]! >> (7 - (i & 7))) & 1);
  }

  /** A line each; in binary files the length goes before, in as many bytes as its first two bits say. */
  #strings(count: number): string[] {
    const texts: string[] = [];
    for (let i = 0; i < count; i++) {
      if (this.#at >= this.bytes.length) throw this.#cutShort(count);
      if (!this.binary) texts.push(decoded(this.line()));
      else {
        const width = 1 << (3 - (this.bytes[this.#at]! >> 6));
        const head = this.#take(width, count);
        const length = head.reduce((sum, byte, at) => sum * 256 + (at === 0 ? byte & 0x3f : byte), 0);
        texts.push(new TextDecoder().decode(this.#take(length, count)));
      }
    }
    return texts;
  }
}

/** A name or text with its `%20` undone. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

import type { Table as ArrowTable, DataType, RecordBatch, RecordBatchFileReader } from 'apache-arrow';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { checkedBatches } from '../arrow-checks.js';
import { checkHeaders } from '../arrow-headers.js';
import { type ColumnType, columnType } from '../column-type.js';
import { uniqueNames } from '../free-name.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';
import { validDate } from '../valid-date.js';
import { wholeNumber, wholeNumbers } from '../whole-numbers.js';

type Arrow = typeof import('apache-arrow');

/** Arrow files and streams (https://arrow.apache.org/docs/format/Columnar.html), Feather version 2 among them. */
export const arrowReader: FormatReader = {
  async table(file, options) {
    const arrow = await withCodecs();
    const bytes = await file.bytes(options);
    try {
      const read = tableOf(arrow, bytes);
      const names = uniqueNames(read.schema.fields.map(({ name }) => String(name)));
      const columns = read.schema.fields.map(({ type }, i) => {
        const vector = read.getChildAt(i)!;
        const values = Array.from({ length: read.numRows }, (_, row) => plain(arrow, vector.get(row), type));
        const kind = kindOf(arrow, type) ?? columnType(values);
        return { name: names[i]!, kind, values: kind === 'int' ? wholeNumbers(values) : values };
      });
      return Table.fromColumns(new Map(columns.map(({ name, values }) => [name, values])), {
        types: Object.fromEntries(columns.map(({ name, kind }) => [name, kind])),
        origin: file.caption,
      });
    } catch (cause) {
      throw new MalformedFileError(
        `${file.title} is not read as Arrow: ${(cause as Error).message.replace(/\.$/, '')}. Is the file whole?`,
        { cause },
      );
    }
  },
};

function tableOf(arrow: Arrow, bytes: Uint8Array): ArrowTable {
  checkHeaders(bytes);
  const reader = arrow.RecordBatchReader.from(bytes).open();
  const { schema } = reader;
  return new arrow.Table(schema, checkedBatches(arrow, reader.isFile() ? blocks(reader) : reader));
}

/** The library's own way would read a block of a damaged file, which holds no rows, again without end. */
function* blocks(reader: RecordBatchFileReader): Generator<RecordBatch> {
  for (let i = 0; i < reader.numRecordBatches; i++) {
    const batch = reader.readRecordBatch(i);
    if (!batch) throw new Error(`block ${i + 1} holds no rows`);
    yield batch;
  }
}

/** The compressions of Arrow files: LZ4, the default of Feather, and Zstandard. */
async function withCodecs(): Promise<Arrow> {
  const arrow = await import('apache-arrow');
  const { compressionRegistry, CompressionType } = arrow;
  if (!compressionRegistry.get(CompressionType.LZ4_FRAME)) {
    const { decompressFrameSync } = await import('lz4-napi');
    const { decompress } = await import('fzstd');
    compressionRegistry.set(CompressionType.LZ4_FRAME, {
      decode: data => decompressFrameSync(Buffer.from(data)),
    });
    // Numbers must begin where their size says; the library's texts begin anywhere.
    compressionRegistry.set(CompressionType.ZSTD, { decode: data => decompress(data).slice() });
  }
  return arrow;
}

/** What a column of a type holds; undefined where only its values tell. */
function kindOf(arrow: Arrow, type: DataType): ColumnType | undefined {
  const { Type } = arrow;
  switch (type.typeId) {
    case Type.Int:
    case Type.Duration:
      return 'int';
    case Type.Float:
    case Type.Decimal:
      return 'float';
    case Type.Bool:
      return 'boolean';
    case Type.Date:
    case Type.Timestamp:
      return 'date';
    case Type.Dictionary:
      return kindOf(arrow, (type as DataType & { dictionary: DataType }).dictionary);
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Time:
      return 'text';
    default:
      return undefined;
  }
}

/** An Arrow value as JavaScript has it. */
function plain({ Type, util }: Arrow, value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return null;
  switch (type.typeId) {
    case Type.Date:
    case Type.Timestamp:
      return validDate(new Date(Number(value)));
    case Type.Time:
      return timeOfDay(BigInt(value as number), (type as DataType & { unit: number }).unit);
    case Type.Decimal:
      return util.bigNumToNumber(value as never, (type as DataType & { scale: number }).scale);
    default: {
      const { toJSON } = Object(value) as { toJSON?: unknown };
      return typeof toJSON === 'function' ? alone(toJSON.call(value)) : value;
    }
  }
}

/** Whole numbers inside lists and records as they are held alone; their column does not tell how large the others are. */
function alone(value: unknown): unknown {
  if (typeof value === 'bigint') return wholeNumber(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Date)
    return value;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return alone(toJSON.call(value));
  if (Array.isArray(value)) return value.map(alone);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, alone(each)]));
}

/** A time of day as ISO 8601 has it. @param unit thousandths by their number: 0 for seconds, 3 for nanoseconds */
function timeOfDay(count: bigint, unit: number): string {
  const perSecond = 1000n ** BigInt(unit);
  const part = count % perSecond;
  const clock = new Date(Number(count / perSecond) * 1000).toISOString().slice(11, 19);
  return part === 0n
    ? clock
    : `${clock}.${String(part)
        .padStart(3 * unit, '0')
        .replace(/0+$/, '')}`;
}

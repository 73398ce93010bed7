import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { columnType } from '../column-type.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';
import { wholeNumbers } from '../whole-numbers.js';

type Arrow = typeof import('apache-arrow');

/** Arrow files and streams (https://arrow.apache.org/docs/format/Columnar.html), Feather version 2 among them. */
export const arrowReader: FormatReader = {
  async table(file, options) {
    const arrow = await withCodecs();
    const bytes = await file.bytes(options);
    try {
      const read = arrow.tableFromIPC(bytes);
      const columns = read.schema.fields.map(({ name, type }, i) => {
        const vector = read.getChildAt(i)!;
        const values = Array.from({ length: read.numRows }, (_, row) => plain(arrow, vector.get(row), type));
        const kind = columnType(values);
        return { name: String(name), kind, values: kind === 'int' ? wholeNumbers(values) : values };
      });
      return Table.fromColumns(new Map(columns.map(({ name, values }) => [name, values])), {
        types: Object.fromEntries(columns.map(({ name, kind }) => [name, kind])),
        origin: file.caption,
      });
    } catch (cause) {
      throw new MalformedFileError(
        `${file.title} is not read as Arrow: ${(cause as Error).message}. Is the file whole?`,
        { cause },
      );
    }
  },
};

/** The compressions of Feather; its default is LZ4. */
async function withCodecs(): Promise<Arrow> {
  const arrow = await import('apache-arrow');
  const { compressionRegistry, CompressionType } = arrow;
  if (!compressionRegistry.get(CompressionType.LZ4_FRAME)) {
    const { decompressFrameSync } = await import('lz4-napi');
    compressionRegistry.set(CompressionType.LZ4_FRAME, {
      decode: data => decompressFrameSync(Buffer.from(data)),
    });
  }
  return arrow;
}

/** An Arrow value as JavaScript has it. */
function plain({ Type, util }: Arrow, value: unknown, type: { typeId: number; scale?: number }): unknown {
  if (value === null || value === undefined) return null;
  switch (type.typeId) {
    case Type.Date:
    case Type.Timestamp:
      return new Date(Number(value));
    case Type.Decimal:
      return util.bigNumToNumber(value as never, type.scale ?? 0);
    default: {
      const { toJSON } = Object(value) as { toJSON?: unknown };
      return typeof toJSON === 'function' ? toJSON.call(value) : value;
    }
  }
}

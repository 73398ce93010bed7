import {
  Field,
  FixedSizeList,
  Int32,
  Int64,
  List,
  makeData,
  Null,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import { made } from '../../../support/fixtures.ts';

const rows = 97;
const whole = new Field('x', new Int32());
const columns = {
  numbers: vectorFromArray(new Array(rows).fill(1), new Int32()),
  booleans: vectorFromArray(new Array(rows).fill(true)),
  texts: vectorFromArray(new Array(rows).fill('a'), new Utf8()),
  categories: vectorFromArray(new Array(rows).fill('a')),
  lists: vectorFromArray(new Array(rows).fill([1]), new List(whole)),
  pairs: vectorFromArray(new Array(rows).fill([1, 2]), new FixedSizeList(2, whole)),
  records: vectorFromArray(new Array(rows).fill({ x: 1 }), new Struct([whole])),
  nulls: new Vector([makeData({ type: new Null(), length: rows })]),
};

/** The file with every number that is the count of rows changed to another. */
function promising(bytes: Uint8Array, count: number): Uint8Array {
  const result = Buffer.from(bytes);
  const sought = Buffer.alloc(8);
  sought.writeBigInt64LE(BigInt(rows));
  for (let at = result.indexOf(sought); at >= 0; at = result.indexOf(sought, at + 8))
    result.writeBigInt64LE(BigInt(count), at);
  return result;
}

describe('an Arrow file', () => {
  it.each(
    Object.entries(columns).flatMap(
      ([name, column]) =>
        [
          [name, 'file', column],
          [name, 'stream', column],
        ] as const,
    ),
  )('whose %s promise more than is there is refused (%s)', async (_, kind, column) => {
    const bytes = tableToIPC(new Table({ x: column }), kind);
    expect((await made('a.arrow', bytes).table()).length).toBe(rows);
    const damaged = promising(bytes, column === columns.nulls ? 1e8 : 100_000);
    await expect(made('a.arrow', damaged).table()).rejects.toThrow(/'x' promises 100000/);
  });

  it('without any value in its columns is read', async () => {
    const nulls = new Array(rows).fill(null);
    const column = (type: Int32 | Utf8) => vectorFromArray(nulls, type);
    const bytes = tableToIPC(new Table({ i: column(new Int32()), t: column(new Utf8()) }));
    expect((await made('a.arrow', bytes).table()).column('t')).toEqual(nulls);
    const empty = tableToIPC(new Table(new Schema([whole]), []), 'stream');
    expect(await made('a.arrow', empty).table()).toMatchObject({ length: 0, columns: ['x'] });
  });

  it.each(['file', 'stream'] as const)(
    'whose header lists more fields than it has is refused (%s)',
    async kind => {
      const names = Array.from({ length: 23 }, (_, i) => [`x${i}`, columns.numbers] as const);
      const bytes = Buffer.from(tableToIPC(new Table(Object.fromEntries(names)), kind));
      for (let at = 0; at < bytes.length - 4; at += 4)
        if (bytes.readInt32LE(at) === names.length) bytes.writeInt32LE(100_000, at);
      await expect(made('a.arrow', bytes).table()).rejects.toThrow('a header promises more than it holds');
    },
  );

  it('keeps columns of one name apart', async () => {
    const fields = [1, 2, 3].map(() => new Field('x', new Int32()));
    const children = [1, 2, 3].map(n => vectorFromArray([n], new Int32()).data[0]!);
    const data = makeData({ type: new Struct(fields), length: 1, children });
    const bytes = tableToIPC(new Table([new RecordBatch(new Schema(fields), data)]), 'file');
    const table = await made('a.arrow', bytes).table();
    expect(table.rows()).toEqual([{ x: 1, x_2: 2, x_3: 3 }]);
  });

  it('has whole numbers of 64 bits in lists and records as Parquet has them', async () => {
    const large = new Field('x', new Int64());
    const list = vectorFromArray([[1n, 2n ** 60n], null], new List(large));
    const nested = vectorFromArray(
      [{ l: [{ x: 3n }] }, null],
      new Struct([new Field('l', new List(new Field('r', new Struct([large]))))]),
    );
    const table = await made('a.arrow', tableToIPC(new Table({ list, nested }))).table();
    expect(table.column('list')).toEqual([[1, 2n ** 60n], null]);
    expect(table.column('nested')).toEqual([{ l: [{ x: 3 }] }, null]);
  });
});

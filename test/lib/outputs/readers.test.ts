import { gzipSync } from 'node:zlib';
import { DataFile } from '../../../dist/lib/outputs/data-file.js';
import { readers } from '../../../dist/lib/outputs/readers.js';
import { Table } from '../../../dist/lib/outputs/table.js';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

describe('the format of a file', () => {
  it('is what its bytes say for certain, else what its name says, else what its text looks like', () => {
    const first = (name: string, contents: string | Uint8Array) =>
      readers.candidates(name, typeof contents === 'string' ? Buffer.from(contents) : contents)[0]?.format;
    expect(first('a.csv', png)).toBe('picture');
    expect(first('a.png', 'a,b\n1,2\n')).toBe('columns');
    expect(first('a.csv', '{"a": 1}')).toBe('csv');
    expect(first('a.dat2', '{"a": 1}')).toBe('json');
    expect(first('log.lammps', '')).toBe('lammps');
    expect(first('notes', 'hello')).toBe('text');
  });

  it('is said by the user where the guess is wrong', async () => {
    const file = DataFile.from('a.json', 'x\ty\n1\t2\n');
    expect((await file.table({ format: 'tsv' })).rows()).toEqual([{ x: 1, y: 2 }]);
    await expect(file.table({ format: 'xls' })).rejects.toThrow(
      "There is no format 'xls' to read a file with.",
    );
    await expect(file.table({ format: 'picture' })).rejects.toThrow(
      'gives no table. Read it with image() or array().',
    );
  });

  it('that nobody reads is described, with the formats that there are', async () => {
    const read = (contents: string | Uint8Array, name = 'x.y') => DataFile.from(name, contents).table();
    await expect(read('hello world\n')).rejects.toThrow(
      'it looks like text that begins "hello world". Tables are read from',
    );
    await expect(read('')).rejects.toThrow('an empty file');
    await expect(read(new Uint8Array([1, 0, 2]))).rejects.toThrow('binary data');
    await expect(read(new Uint8Array([1, 0, 2]), 'a.csv')).rejects.toThrow('a.csv is binary, not text');
  });

  it('shows through gzip, whose name is taken off', async () => {
    const packed = DataFile.from('a.csv.gz', gzipSync('a,b\n1,2\n'), 'job 41');
    const table = await packed.table();
    expect([table.rows(), table.origin]).toEqual([[{ a: 1, b: 2 }], 'job 41, a.csv']);
    expect([...(await packed.bytes())].slice(0, 2)).toEqual([0x1f, 0x8b]);
  });

  it('can be added, and takes the place of one with its name', async () => {
    readers.add({
      format: 'pairs',
      title: 'pairs',
      extensions: ['pairs'],
      table: async file => Table.fromRecords((await file.text()).split(';').map(pair => ({ pair }))),
    });
    expect((await DataFile.from('a.pairs', 'x=1;y=2').table()).rows()).toEqual([
      { pair: 'x=1' },
      { pair: 'y=2' },
    ]);
    readers.add({ format: 'pairs', title: 'pairs', extensions: ['pairs'], json: () => 'other' });
    expect(await DataFile.from('a.pairs', '').json()).toBe('other');
  });
});

import { DataFile } from '../../../../dist/lib/outputs/data-file.js';
import type { ReadOptions } from '../../../../dist/lib/outputs/read-options.js';

const csv = (contents: string | Uint8Array, options: ReadOptions = {}) =>
  DataFile.from('a.csv', contents).table(options);

describe('CSV', () => {
  it('reads quotes, CRLF, a byte order mark and empty cells, and finds the types', async () => {
    const table = await csv(
      '\uFEFFStep,Press,"phase, name",ok\r\n0,-5.0197,"li""quid",true\r\n50,,"a\r\nb",FALSE\r\n\r\n',
    );
    expect(table.types).toEqual({ Step: 'int', Press: 'float', 'phase, name': 'text', ok: 'boolean' });
    expect(table.rows()).toEqual([
      { Step: 0, Press: -5.0197, 'phase, name': 'li"quid', ok: true },
      { Step: 50, Press: null, 'phase, name': 'a\r\nb', ok: false },
    ]);
  });

  it('reads numbers as programs print them, and keeps identifiers as text', async () => {
    const table = await csv(
      'a,b,c,d\n 1.5e-3 ,nan,007,12345678901234567890\n1.0D+02,-inf,008,1\nNA,3,009,2\n',
    );
    expect(table.column('a')).toEqual([0.0015, 100, null]);
    expect(table.column('b')).toEqual([Number.NaN, Number.NEGATIVE_INFINITY, 3]);
    expect(table.column('c')).toEqual(['007', '008', '009']);
    expect(table.types['d']).toBe('text');
  });

  it('names columns that have no name or the same, and all when there is no header', async () => {
    expect((await csv(',x,x\na,1,2\n')).columns).toEqual(['column1', 'x', 'x_2']);
    expect((await csv('1,2\n3,4\n')).rows()).toEqual([
      { column1: 1, column2: 2 },
      { column1: 3, column2: 4 },
    ]);
    expect((await csv('1,2\n3,4\n', { header: true })).columns).toEqual(['1', '2']);
  });

  it('takes semicolons and tabs', async () => {
    expect((await csv('a;b\n1;2\n')).rows()).toEqual([{ a: 1, b: 2 }]);
    expect((await DataFile.from('a.tsv', 'a\tb\n1\t2\n').table()).rows()).toEqual([{ a: 1, b: 2 }]);
  });

  it('reads UTF-16 with a byte order mark', async () => {
    const utf16 = Buffer.from('\uFEFFa,b\n1,é\n', 'utf16le');
    expect((await csv(utf16)).rows()).toEqual([{ a: 1, b: 'é' }]);
  });

  it('tells the line of a row that is too long or too short', async () => {
    await expect(csv('a,b\n"1\n1",2\n\n3\n')).rejects.toThrow(
      'a.csv, line 5: the row has 1 cell, line 1 has 2.',
    );
    await expect(csv('a,b\n1,2,3\n')).rejects.toThrow('line 2: the row has 3 cells');
    await expect(csv('a,b\n1,2\n"3,4\n5,6\n')).rejects.toThrow(
      'line 3: the row has 1 cell, line 1 has 2. A quote',
    );
    await expect(csv('')).rejects.toThrow('a.csv is empty');
  });

  it('takes the names of columns that the file does not name', async () => {
    expect((await csv('1,2\n3,4\n', { header: ['n', 'square'] })).rows()).toEqual([
      { n: 1, square: 2 },
      { n: 3, square: 4 },
    ]);
    await expect(csv('1,2\n', { header: ['n'] })).rejects.toThrow(
      'a.csv: `header` names 1 columns, line 1 has 2 cells',
    );
  });

  it('takes a header without rows', async () => {
    expect(await csv('a,b\n')).toHaveLength(0);
  });
});

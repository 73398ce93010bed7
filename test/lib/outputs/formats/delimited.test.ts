import { DataFile } from '../../../../dist/lib/outputs/data-file.js';
import type { ReadOptions } from '../../../../dist/lib/outputs/read-options.js';
import { fixture, made, shown } from '../../../support/fixtures.ts';

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
    expect(table.column('d')).toEqual([12345678901234567890n, 1n, 2n]);
  });

  it('reads numbers of Fortran whose exponents have no letter', async () => {
    const table = await DataFile.from('a.dat', '# a b\n1.234-103 1.0D+05\n-.5+100 2.\n').table();
    expect(table.column('a')).toEqual([1.234e-103, -0.5e100]);
    expect(table.column('b')).toEqual([1e5, 2]);
    expect((await csv('a\n2020-103\n1.5-10\n')).types).toEqual({ a: 'text' });
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
      'a.csv, line 5: the row has 1 cell, there are 2 columns.',
    );
    await expect(csv('a,b\n1,2,3\n')).rejects.toThrow('line 2: the row has 3 cells');
    await expect(csv('a,b\n1,2\n"3,4\n5,6\n')).rejects.toThrow(
      'line 3: the row has 1 cell, there are 2 columns. A quote',
    );
    await expect(csv('a,b\n1,2\n3,"4\n5,6\n')).rejects.toThrow(
      'a.csv: the quote before "4\\n5,6\\n" is never closed',
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

  it('reads decimal commas, Latin 1, dates, and other separators', async () => {
    const table = await csv('a;b;when\n1,5;2;2026-01-02\n1.234,25;3;2026-01-03 04:05\n');
    expect(table.column('a')).toEqual([1.5, 1234.25]);
    expect(table.column('when')).toEqual([new Date('2026-01-02'), new Date('2026-01-03T04:05Z')]);
    expect((await csv(Buffer.from('a,b\n1,caf\xe9\n', 'latin1'))).column('b')).toEqual(['café']);
    expect((await csv('a|b\n1|2\n')).rows()).toEqual([{ a: 1, b: 2 }]);
    expect((await csv('a;b\n1;2\n', { delimiter: ',' })).columns).toEqual(['a;b']);
  });

  it('takes units below the names as a part of them', async () => {
    const units = ['T [K]', 'p (bar)', 'name'];
    expect((await csv('T,p,name\n[K],(bar),-\n1,2,a\n')).rows()).toEqual([
      { 'T [K]': 1, 'p (bar)': 2, name: 'a' },
    ]);
    const commented = DataFile.from('a.dat', '# T p name\n# [K] (bar) -\n1 2 a\n');
    expect((await commented.table()).columns).toEqual(units);
    expect((await csv('T,p\nhot,[x]\n1,2\n')).column('p')).toEqual(['[x]', '2']);
  });

  it('takes a first row for names where numbers stand below words', async () => {
    expect((await csv('1,a\n2,b\n')).columns).toEqual(['column1', 'column2']);
    expect((await csv('x,2020\n1,5\n2,6\n')).columns).toEqual(['x', '2020']);
  });
});

describe('columns of text', () => {
  const read = async (text: string, options: ReadOptions = {}) =>
    (await DataFile.from('a.dat', text).table(options)).rows();

  it('are parted by white space, and named by the last comment before the values', async () => {
    expect(await read('# data of run 1\n# Step Temp\n1   2.5\n\n2 3.5D-1\n')).toEqual([
      { Step: 1, Temp: 2.5 },
      { Step: 2, Temp: 0.35 },
    ]);
    expect(await read('1 2\n3 4\n')).toEqual([
      { column1: 1, column2: 2 },
      { column1: 3, column2: 4 },
    ]);
  });

  it('come after as many comments as there are', async () => {
    const comments = '# the log of the machine\n'.repeat(800);
    expect(await read(`${comments}# Step Temp\n1 2.5\n2 3.5\n`)).toEqual([
      { Step: 1, Temp: 2.5 },
      { Step: 2, Temp: 3.5 },
    ]);
  });

  it('are read as NumPy saves them', async () => {
    expect((await fixture('savetxt.dat').table()).rows()).toEqual([
      { 't[ps]': 0, E: 1e-300 },
      { 't[ps]': 0.5, E: Number.NaN },
      { 't[ps]': 1, E: Number.NEGATIVE_INFINITY },
      { 't[ps]': 1.5, E: 2.5 },
    ]);
  });

  it('are of fixed width where cells have blanks in them', async () => {
    const text = 'name        value  unit\nalpha one     1.5  m\nbeta         22.0\n';
    expect(await read(text)).toEqual([
      { name: 'alpha one', value: 1.5, unit: 'm' },
      { name: 'beta', value: 22, unit: null },
    ]);
    expect(await read('aa1\nbb2\n', { widths: [2, 1], header: ['name', 'n'] })).toEqual([
      { name: 'aa', n: 1 },
      { name: 'bb', n: 2 },
    ]);
  });

  it('are read from large files too', async () => {
    const rows = Array.from({ length: 90_000 }, (_, i) => `  ${i}   ${(i / 7).toFixed(4)}  n${i % 5}\n`).join(
      '',
    );
    const large = (more: string) =>
      DataFile.from('a.dat', `# run 1\n# Step Temp name\n${rows}${more}`).table();
    const table = await large('');
    expect([table.length, table.types]).toEqual([90_000, { Step: 'int', Temp: 'float', name: 'text' }]);
    expect(table.head(2).rows()[1]).toEqual({ Step: 1, Temp: 0.1429, name: 'n1' });
    await expect(large('1 2\n')).rejects.toMatchObject({
      code: 'malformed-file',
      message: 'a.dat: a row has not 3 cells: 1 2',
    });
  });

  it('are read from large files alike where numbers have decimal commas', async () => {
    const row = (i: number) => `${i}   ${(i / 8).toFixed(3).replace('.', ',')}  007\n`;
    const text = Array.from({ length: 120_000 }, (_, i) => row(i)).join('');
    for (const [contents, delimiter] of [
      [text, ' '],
      [text.replace(/ +/g, ';'), ';'],
    ] as const) {
      const table = await DataFile.from('a.dat', contents).table({
        delimiter,
        header: ['Step', 'Temp', 'id'],
      });
      expect(table.types).toEqual({ Step: 'int', Temp: 'float', id: 'text' });
      expect(table.head(2).rows()[1]).toEqual({ Step: 1, Temp: 0.125, id: '007' });
    }
  });

  it('of a text that looks like prose are read when they are described', async () => {
    const prose = DataFile.from('a.txt', 'first name value\nJo Ann     1\n');
    await expect(prose.table()).rejects.toMatchObject({ code: 'unknown-format' });
    expect((await prose.table({ widths: [11, 5] })).rows()).toEqual([{ 'first name': 'Jo Ann', value: 1 }]);
  });

  it('that are cut short are told by their line', async () => {
    await expect(read('1 2\n3\n')).rejects.toThrow(
      'a.dat, line 2: the row has 1 cell, there are 2 columns. Is the line cut',
    );
  });
});

describe('large texts', () => {
  const pad = 'x'.repeat(400);
  /** Rows with one in the midst that is not like them, where nobody looks: more than is read at once. */
  const large = (names: string, row: string, late: string, between = ',') => {
    const line = (cells: string) => `${cells}${between}${pad}\n`;
    return `${names}${between}pad\n${line(row).repeat(3300)}${line(late)}${line(row).repeat(2300)}`;
  };
  const distinct = async (contents: string | Uint8Array, name: string, file = 'a.csv') => {
    const table = await DataFile.from(file, contents).table();
    const column = table.column(name).map(value => (value instanceof Date ? value.toISOString() : value));
    return { type: table.types[name], values: [...new Set(column)] };
  };

  it('have the types of rows that are longer than is looked at first', async () => {
    const names = Array.from({ length: 350 }, (_, i) => `c${i}`).join(',');
    const row = `1${`,1.${'5'.repeat(400)}`.repeat(349)}\n`;
    const { types } = await DataFile.from('a.csv', `${names}\n${row.repeat(18)}`).table();
    expect([types['c0'], types['c1']]).toEqual(['int', 'float']);
  });

  it.each([
    ['fractions among whole numbers', '1,a', '2.5,a', { type: 'float', values: [1, 2.5] }],
    [
      'whole numbers beyond 2^53',
      '1,a',
      '9007199254740993,a',
      { type: 'int', values: [1n, 9007199254740993n] },
    ],
    ['numbers of Fortran without a letter', '1.5,a', '1.5-103,a', { type: 'float', values: [1.5, 1.5e-103] }],
    ['numbers as Fortran prints them', '1.5,a', '1.5D+03,a', { type: 'float', values: [1.5, 1500] }],
    ['words for what is missing', '1,a', 'null,a', { type: 'int', values: [1, null] }],
    ['words for what is missing in any case', '1,a', 'Na,a', { type: 'int', values: [1, null] }],
    [
      'words for what is missing as nobody writes them',
      '1.5,a',
      'nUll,a',
      { type: 'float', values: [1.5, null] },
    ],
    ['not a number', '1,a', 'nan,a', { type: 'float', values: [1, Number.NaN] }],
    ['words that are texts', 'NA,1', 'x,null', { type: 'text', values: ['NA', 'x'] }],
    [
      'times with zones',
      '2026-01-02T03:04:05+02:00,1',
      '2026-01-02 03:04Z,1',
      {
        type: 'date',
        values: ['2026-01-02T01:04:05.000Z', '2026-01-02T03:04:00.000Z'],
      },
    ],
  ])('keep %s, though they come late', async (_, row, late, expected) => {
    expect(await distinct(large('n,s', row, late), 'n')).toEqual(expected);
    const spaced = (cells: string) => cells.replace(' ', 'T').replace(',', '  ');
    expect(await distinct(large('# n s', spaced(row), spaced(late), ' '), 'n', 'a.dat')).toEqual(expected);
  });

  it.each([
    ['numbers', (i: number) => `${i},"a\n${`${i}.5,fake,3\n`.repeat(20)}",1.5\n`],
    ['numbers to the end', (i: number) => `${i},1,"a\n${`${i}.5,2,fake\n`.repeat(300)}7,2,fake"\n`],
    ['texts', (i: number) => `${i},1,"a\n${`y,2,fake\n`.repeat(300)}"\n`],
    ['line ends of Windows', (i: number) => `${i},2,"a\r\n${`${i},1,b\r\n`.repeat(20)}"\r\n`],
  ])('are read whole where quoted cells hold lines that look like rows of %s', async (_, row) => {
    const end = row(0).endsWith('\r\n') ? '\r\n' : '\n';
    // Enough for DuckDB to begin in such cells, and to say so in its words.
    const rows = Array.from({ length: Math.ceil(9_000_000 / row(0).length) }, (_, i) => row(i));
    const table = await DataFile.from('a.csv', `n,s,t${end}${rows.join('')}`).table();
    expect(table.types['n']).toBe('int');
    expect(table.column('n')).toEqual(rows.map((_, i) => i));
  });

  it.each([
    ['Windows', '\n', '\r\n'],
    ['Unix', '\r\n', '\n'],
  ])('are read whole where later rows end as those of %s', async (_, first, later) => {
    const quoted = (i: number) => `${i},${i / 8},"é ""${i % 7}"", x${i === 1500 ? later : ''}"`;
    const rows = Array.from({ length: 2000 }, (_, i) => quoted(i) + (i < 400 ? first : later));
    const text = `n,x,s${first}${rows.join('').replaceAll('x', pad.repeat(3))}`;
    const table = await DataFile.from('a.csv', text).table();
    expect(table.types).toEqual({ n: 'int', x: 'float', s: 'text' });
    expect(table.column('n')).toEqual(rows.map((_, i) => i));
    expect(table.column('s')[1500]).toBe(`é "2", ${pad.repeat(3)}${later}`);
    const spaced = DataFile.from('a.dat', `1 "a\n2 b${first}`.repeat(99_000) + `3 "c${later}`.repeat(99_000));
    const columns = await spaced.table();
    expect(new Set(columns.column('column2'))).toEqual(new Set(['"a', 'b', '"c']));
  });

  it.each([
    ['1,a', '2,"b', /^a.csv \(2.3 MB\): the quote before "b,x+" is never closed. Close it/],
    [
      '1,"a"',
      '2,"b',
      /^a.csv \(2.3 MB\): .* Line: 3302\nOriginal Line: 2,"b,x{190,}…\n.* unterminated quote found.$/,
    ],
  ])('with a quote that is never closed are refused, and say where that is', async (row, late, message) => {
    await expect(made('a.csv', large('n,s', row, late)).table()).rejects.toMatchObject({
      code: 'malformed-file',
      message: expect.stringMatching(message),
    });
  });

  it('show their first rows, though what is looked at ends in a quoted cell', async () => {
    const cell = `"a\n${'b\n'.repeat(10_000)}"`;
    const { 'text/plain': text } = await shown(made('a.csv', `n,s\n${`1,${cell}\n`.repeat(200)}`));
    expect(text).toContain('first 6 rows of a.csv (4 MB) × 2 columns');
  });

  it('that have one column have no row for an empty line', async () => {
    const half = `${pad}\n`.repeat(3000);
    expect(await DataFile.from('a.csv', `n\n${half}\n${half}\n`).table()).toHaveLength(6000);
  });

  it('are read in whatever encoding they are, and where bytes are no characters', async () => {
    const latin = Buffer.from(large('n,s', '1,caf\xe9', '2,\x93q\x94'), 'latin1');
    expect((await distinct(latin, 's')).values).toEqual(['café', '“q”']);
    const late = Buffer.from(large('n,s', '1,abc', '2,caf\xe9'), 'latin1');
    expect((await distinct(late, 's')).values).toEqual(['abc', 'café']);
    const damaged = Buffer.from(large('n,s', '1,\u00e9', '2,?').replace('?', '\u0001'));
    damaged[damaged.indexOf(1)] = 0xff;
    expect((await distinct(damaged, 's')).values).toEqual(['é', '\ufffd']);
    const wide = Buffer.from(`\uFEFF${large('n,s', '1,é', '2,x')}`, 'utf16le');
    expect((await distinct(wide, 's')).values).toEqual(['é', 'x']);
  });
});

import { readTable } from '../../../dist/lib/outputs/read-table.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const csv = (text: string) => readTable(bytes(text), { name: 'a.csv' });

describe('CSV', () => {
  it('reads quotes, CRLF, a byte order mark and empty cells, and finds the types', () => {
    const table = csv(
      '\uFEFFStep,Press,"phase, name",ok\r\n0,-5.0197,"li""quid",true\r\n50,,"a\r\nb",FALSE\r\n\r\n',
    );
    expect(table.types).toEqual({ Step: 'int', Press: 'float', 'phase, name': 'text', ok: 'boolean' });
    expect(table.rows()).toEqual([
      { Step: 0, Press: -5.0197, 'phase, name': 'li"quid', ok: true },
      { Step: 50, Press: null, 'phase, name': 'a\r\nb', ok: false },
    ]);
  });

  it('reads numbers as programs print them, and keeps identifiers as text', () => {
    const table = csv('a,b,c,d\n 1.5e-3 ,nan,007,12345678901234567890\n1.0D+02,-inf,008,1\nNA,3,009,2\n');
    expect(table.column('a')).toEqual([0.0015, 100, null]);
    expect(table.column('b')).toEqual([Number.NaN, Number.NEGATIVE_INFINITY, 3]);
    expect(table.column('c')).toEqual(['007', '008', '009']);
    expect(table.types['d']).toBe('text');
  });

  it('names columns that have no name or the same, and all when there is no header', () => {
    expect(csv(',x,x\na,1,2\n').columns).toEqual(['column1', 'x', 'x_2']);
    expect(csv('1,2\n3,4\n').rows()).toEqual([
      { column1: 1, column2: 2 },
      { column1: 3, column2: 4 },
    ]);
    expect(readTable('1,2\n3,4\n', { name: 'a.csv', header: true }).columns).toEqual(['1', '2']);
  });

  it('takes semicolons and tabs', () => {
    expect(csv('a;b\n1;2\n').rows()).toEqual([{ a: 1, b: 2 }]);
    expect(readTable('a\tb\n1\t2\n', { name: 'a.tsv' }).rows()).toEqual([{ a: 1, b: 2 }]);
  });

  it('reads UTF-16 with a byte order mark', () => {
    const utf16 = Buffer.from('\uFEFFa,b\n1,é\n', 'utf16le');
    expect(readTable(utf16, { name: 'a.csv' }).rows()).toEqual([{ a: 1, b: 'é' }]);
  });

  it('tells the line of a row that is too long or too short', () => {
    expect(() => csv('a,b\n"1\n1",2\n\n3\n')).toThrow('a.csv, line 5: the row has 1 cell, line 1 has 2.');
    expect(() => csv('a,b\n1,2,3\n')).toThrow('line 2: the row has 3 cells');
    expect(() => csv('a,b\n1,2\n"3,4\n5,6\n')).toThrow('line 3: the row has 1 cell, line 1 has 2. A quote');
    expect(() => csv('')).toThrow('a.csv is empty');
  });

  it('takes the names of columns that the file does not name', () => {
    expect(readTable('1,2\n3,4\n', { name: 'a.csv', header: ['n', 'square'] }).rows()).toEqual([
      { n: 1, square: 2 },
      { n: 3, square: 4 },
    ]);
    expect(() => readTable('1,2\n', { name: 'a.csv', header: ['n'] })).toThrow(
      'a.csv: `header` names 1 columns, line 1 has 2 cells',
    );
  });

  it('takes a header without rows', () => {
    expect(csv('a,b\n')).toHaveLength(0);
  });
});

const log = `LAMMPS (2 Aug 2023)
Reading data file ...
run 100
Per MPI rank memory allocation (min/avg/max) = 3.1 | 3.1 | 3.1 Mbytes
   Step          Temp          Press
         0   1.44         -5.0197
WARNING: Communication cutoff is 0. (src/comm_brick.cpp:210)
T = 1.2 P = 3
        50   0.7328       nan
Loop time of 0.01 on 1 procs for 50 steps with 500 atoms
99.7% CPU use with 1 MPI tasks x 1 OpenMP threads
0 0 0
Per MPI rank memory allocation (min/avg/max) = 3.1 | 3.1 | 3.1 Mbytes
   Temp          c_pe[1]      Step
   0.75          -4.5         50
   0.76          -4.4         100
   0.7`;

describe('LAMMPS logs', () => {
  const read = (options = {}) => readTable(log, { name: 'log.lammps', ...options });

  it('reads the last run, whatever its keywords, without a line that is cut short', () => {
    expect(read().rows()).toEqual([
      { Temp: 0.75, 'c_pe[1]': -4.5, Step: 50 },
      { Temp: 0.76, 'c_pe[1]': -4.4, Step: 100 },
    ]);
  });

  it('reads a chosen run without the warnings and prints between', () => {
    expect(read({ run: 1 }).rows()).toEqual([
      { Step: 0, Temp: 1.44, Press: -5.0197 },
      { Step: 50, Temp: 0.7328, Press: Number.NaN },
    ]);
    expect(() => read({ run: 3 })).toThrow("log.lammps has no run 3. It has runs 1 to 2, or 'all' of them.");
  });

  it('reads all runs below each other', () => {
    const all = read({ run: 'all' });
    expect(all.columns).toEqual(['run', 'Step', 'Temp', 'Press', 'c_pe[1]']);
    expect(all.numbers('run')).toEqual([1, 1, 2, 2]);
    expect(all.column('Press').slice(2)).toEqual([null, null]);
  });

  it('is known by its contents too', () => {
    expect(readTable(log, { name: 'out.txt' }).columns).toContain('Temp');
  });

  it('says why there is nothing to read', () => {
    const failed = 'LAMMPS (2 Aug 2023)\nERROR: Unknown pair style lj/cutt (src/force.cpp:275)\n';
    expect(() => readTable(failed, { name: 'log.lammps' })).toThrow(
      'LAMMPS stopped with "ERROR: Unknown pair style',
    );
    const multi =
      '------------ Step              0 ----- CPU =            0 (sec) -------------\nTotEng = -4.6\n';
    expect(() => readTable(multi, { name: 'log.lammps' })).toThrow('style "multi"');
  });
});

describe('unknown formats', () => {
  it('say what the file looks like and what is read', () => {
    const read =
      (contents: string | Uint8Array, name = 'x.dat') =>
      () =>
        readTable(contents, { name });
    expect(read('hello world\n')).toThrow(
      'it looks like text that begins "hello world". Tables are read from',
    );
    expect(read(new Uint8Array([0x89, 0x48, 0x44, 0x46, 0, 0]))).toThrow('an HDF5 file');
    expect(read('{"a": 1}')).toThrow('JSON. Read it with json()');
    expect(read('')).toThrow('an empty file');
    expect(read(new Uint8Array([1, 0, 2]), 'a.csv')).toThrow('binary data');
    expect(() => readTable('a', { name: 'a.csv', format: 'xls' as 'csv' })).toThrow("no table format 'xls'");
  });

  it('are read when the format is named', () => {
    expect(readTable('a,b\n1,2\n', { name: 'x.dat', format: 'csv' })).toHaveLength(1);
    expect(readTable('a,b\n1,2\n', { name: 'x.dat' })).toHaveLength(1);
  });
});

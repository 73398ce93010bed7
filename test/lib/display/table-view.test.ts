import { jupyterDisplay, type MimeBundle } from '../../../dist/lib/display/port.js';
import { Table } from '../../../dist/lib/outputs/table.js';

const html = (table: Table) => (table[jupyterDisplay]() as MimeBundle)['text/html'] as string;
const plain = (table: Table) => (table[jupyterDisplay]() as MimeBundle)['text/plain'] as string;

/** The texts of the body's cells, row by row. */
function cells(page: string): string[][] {
  return [...page.matchAll(/<tr>(.*?)<\/tr>/gs)]
    .slice(1)
    .map(row => [...row[1]!.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(cell => cell[1]!));
}

describe('a table as a display', () => {
  it('writes the numbers of a column with the same precision and true minus signs', () => {
    const table = Table.fromColumns({ n: [0, 50, 20_000], p: [-5.0197, 0.42, 3] });
    expect(cells(html(table))).toEqual([
      ['0', '−5.0197'],
      ['50', '0.4200'],
      ['20000', '3.0000'],
    ]);
  });

  it('writes a name of several lines in one', () => {
    const table = Table.fromColumns({ 'a\nlong\r\nname': [1], b: [2] });
    expect(plain(table).split('\n')).toEqual([
      'a ↵ long ↵ name  b',
      '              1  2',
      '1 row × 2 columns',
    ]);
    expect(html(table)).toContain('a ↵ long ↵ name <small>');
  });

  it('drops digits that are noise, and takes exponents for very small and very large numbers', () => {
    expect(cells(html(Table.fromColumns({ x: [1 / 3, 120.5] }))).flat()).toEqual(['0.333', '120.500']);
    expect(cells(html(Table.fromColumns({ x: [0.1 + 0.2, 0.7] }))).flat()).toEqual(['0.3', '0.7']);
    // What is not zero does not look like zero.
    expect(cells(html(Table.fromColumns({ x: [12, 3.001, 1.2e-5, 0, -3e-7] }))).flat()).toEqual([
      '12.0000',
      '3.0010',
      '1.2e−5',
      '0.0000',
      '−3e−7',
    ]);
    expect(cells(html(Table.fromColumns({ x: [1e-9, 2.5e-8] }))).flat()).toEqual(['1.0e−9', '2.5e−8']);
    expect(cells(html(Table.fromColumns({ x: [-0, 6.02e23] }))).flat()).toEqual(['0.00e+0', '6.02e+23']);
  });

  it('writes small numbers as they are while they are short', () => {
    expect(cells(html(Table.fromColumns({ x: [0.1, 0.1] }))).flat()).toEqual(['0.1', '0.1']);
    expect(cells(html(Table.fromColumns({ x: [0.001, 0.0025] }))).flat()).toEqual(['0.0010', '0.0025']);
  });

  it('shows the first and last rows of a long table, its shape and its origin', () => {
    const x = Array.from({ length: 401 }, (_, i) => i);
    const table = Table.fromColumns({ x }, { origin: 'job 41, thermo.csv' });
    expect(cells(html(table)).flat()).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '…',
      '396',
      '397',
      '398',
      '399',
      '400',
    ]);
    expect(html(table)).toContain('401 rows × 1 column · job 41, thermo.csv');
    expect(html(table)).toContain('<small>int</small><svg');
    expect(plain(table).split('\n')).toHaveLength(13);
  });

  it('shows any value without failing, and escapes it', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const odd = {
      get boom() {
        throw new Error('no');
      },
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('no');
      },
    };
    const values = [
      null,
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      10n ** 30n,
      [1, [2]],
      new Map([['k', 1]]),
      circular,
      odd,
      () => 1,
      Symbol('s'),
      new Date(Number.NaN),
      new Date('2026-03-12T14:03:00Z'),
      '<script>alert(1)</script>',
    ];
    const table = Table.fromColumns({ '<b>': values });
    expect(html(table)).not.toMatch(/<script>alert|<b>/);
    expect(html(table)).toContain('2026-03-12 14:03');
    for (const value of values) expect(() => html(Table.fromColumns({ value: [value] }))).not.toThrow();
  });

  it('shows an empty table, one without columns, and one with very many', () => {
    expect(plain(Table.fromRecords([]))).toBe('0 rows × 0 columns');
    expect(html(Table.fromColumns({ a: [] }))).toContain('<small>empty</small>');
    const wide = Table.fromColumns(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`c${i}`, [i]])));
    expect(plain(wide)).toContain('1 row × 100 columns, 76 of them not shown');
  });

  it('puts columns below each other in text where they are wider than a terminal', () => {
    const names = Array.from({ length: 12 }, (_, i) => `a column ${i}`);
    const wide = Table.fromRecords([Object.fromEntries(names.map((name, i) => [name, i * 1000]))]);
    const lines = plain(wide).split('\n');
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(100);
    expect(lines).toEqual([
      names.slice(0, 8).join('  '),
      expect.stringMatching(/^ {9}0 {8}1000 .* 7000$/),
      '',
      names.slice(8).join('  '),
      expect.stringMatching(/^ {6}8000 .* 11000$/),
      '1 row × 12 columns',
    ]);
  });

  it('sets a unit apart from its name, and tells the range of a histogram', () => {
    const x = Array.from({ length: 30 }, (_, i) => i);
    const page = html(Table.fromColumns({ 'Press [bar]': x, 'c_pe[1]': x, 'f(x)': x, 'T (<K>)': x }));
    expect(page).toContain('>Press<span class="tb-soft"> [bar]</span> <small>int</small>');
    expect(page).toContain('>c_pe[1] <small>');
    expect(page).toContain('>f(x) <small>');
    expect(page).toContain('>T<span class="tb-soft"> (&lt;K&gt;)</span>');
    expect(page).toContain('role="img" aria-label="0 to 29">');
    const sanitised = page.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/g, '');
    expect(sanitised).toContain('Press [bar] intc_pe[1] intf(x) intT (&lt;K&gt;) int0000');
  });

  it('carries its rows to be sorted and paged, unless they are very many', () => {
    const rows = (length: number) => html(Table.fromColumns({ x: Array.from({ length }, (_, i) => i) }));
    expect(rows(1000)).toContain('["999"]');
    expect(rows(1001)).not.toContain('<script');
    expect(rows(4)).not.toContain('<script');
  });
});

import { inspect } from 'node:util';
import { NotANumberError } from '../../../dist/lib/errors/not-a-number-error.js';
import { TableShapeError } from '../../../dist/lib/errors/table-shape-error.js';
import { UnknownColumnError } from '../../../dist/lib/errors/unknown-column-error.js';
import { Table } from '../../../dist/lib/outputs/table.js';

const thermo = Table.fromRecords([
  { Step: 100, Press: 2.5, phase: 'liquid' },
  { Step: 0, Press: -5, phase: 'solid' },
  { Step: 50, Press: 0.4, phase: 'liquid' },
]);

describe('Table', () => {
  it('gives columns, types, rows and numbers', () => {
    expect(thermo.columns).toEqual(['Step', 'Press', 'phase']);
    expect(thermo.types).toEqual({ Step: 'int', Press: 'float', phase: 'text' });
    expect(thermo).toHaveLength(3);
    expect(thermo.rows()[1]).toEqual({ Step: 0, Press: -5, phase: 'solid' });
    expect([...thermo]).toEqual(thermo.rows());
    expect(thermo.numbers('Press')).toEqual([2.5, -5, 0.4]);
    expect(thermo.column('phase')).toEqual(['liquid', 'solid', 'liquid']);
  });

  it('takes records with different keys, and columns of any kind', () => {
    const uneven = Table.fromRecords<Record<string, unknown>>([{ a: 1 }, { b: 'x' }]);
    expect(uneven.rows()).toEqual([
      { a: 1, b: null },
      { a: null, b: 'x' },
    ]);
    const typed = Table.fromColumns({ x: new Float64Array([1, 2.5]), y: new Set(['p', 'q']) });
    expect(typed.types).toEqual({ x: 'float', y: 'text' });
    const years = Table.fromColumns(
      new Map([
        ['2024', [1]],
        ['2010', [2]],
      ]),
    );
    expect(years.columns).toEqual(['2024', '2010']);
  });

  it('stays as it is: verbs give new tables, and the sources may change', () => {
    const source = [{ n: 1 }];
    const table = Table.fromRecords(source);
    source[0]!.n = 2;
    source.push({ n: 3 });
    expect(table.rows()).toEqual([{ n: 1 }]);
    const sorted = thermo.sort('Step');
    expect(sorted.numbers('Step')).toEqual([0, 50, 100]);
    expect(thermo.numbers('Step')).toEqual([100, 0, 50]);
  });

  it('filters, sorts, selects and takes from both ends', () => {
    expect(thermo.filter(row => row.Press > 0).numbers('Step')).toEqual([100, 50]);
    expect(thermo.sort(row => row.Press, 'down').numbers('Press')).toEqual([2.5, 0.4, -5]);
    expect(thermo.select('phase', 'Step').columns).toEqual(['phase', 'Step']);
    expect(thermo.head(1).numbers('Step')).toEqual([100]);
    expect(thermo.tail(2).numbers('Step')).toEqual([0, 50]);
    expect(thermo.filter(() => false)).toHaveLength(0);
  });

  it('sorts what is missing last in both directions', () => {
    const gaps = Table.fromColumns({ x: [null, 2, Number.NaN, 1] });
    expect(gaps.sort('x').column('x')).toEqual([1, 2, null, Number.NaN]);
    expect(gaps.sort('x', 'down').column('x')).toEqual([2, 1, null, Number.NaN]);
  });

  it('names the columns that are near a wrong one', () => {
    const wrong = () => thermo.column('press' as 'Press');
    expect(wrong).toThrow(UnknownColumnError);
    expect(wrong).toThrow('The table has no column "press". Did you mean Press?');
    expect(() => thermo.column('zzz' as 'Press')).toThrow('It has Step, Press, phase.');
    expect(() => thermo.column('constructor' as 'Press')).toThrow(UnknownColumnError);
  });

  it('names the first row that is no number', () => {
    expect(() => thermo.numbers('phase')).toThrow(NotANumberError);
    expect(() => thermo.numbers('phase')).toThrow("Row 1 of column 'phase' is 'liquid'");
    expect(() => Table.fromColumns({ x: [1, null] }).numbers('x')).toThrow("Row 2 of column 'x' is empty");
  });

  it('refuses columns of different lengths and rows that are no objects', () => {
    expect(() => Table.fromColumns({ a: [1], b: [] })).toThrow(TableShapeError);
    expect(() => Table.fromColumns({ a: [1], b: [] })).toThrow('a 1, b 0');
    expect(() => Table.fromRecords([{ a: 1 }, 3 as unknown as { a: number }])).toThrow('Row 2');
  });

  it('prints as an aligned text', () => {
    expect(inspect(thermo)).toBe(
      [
        'Step  Press  phase',
        ' 100    2.5  liquid',
        '   0   -5.0  solid',
        '  50    0.4  liquid',
        '3 rows × 3 columns',
      ].join('\n'),
    );
  });
});

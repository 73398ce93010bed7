import { NdArray } from '../../../../dist/lib/index.js';
import { shown } from '../../../support/fixtures.ts';

const grid = new NdArray([2, 3], Int32Array.of(0, 1, 2, 3, 4, 5));

describe('NdArray', () => {
  it('gives its elements and parts, counted from either end', () => {
    expect([grid.get(1, 2), grid.get(-1, -3)]).toEqual([5, 3]);
    expect(grid.slice(1).toNested()).toEqual([3, 4, 5]);
    expect(grid.slice(null, [-2]).toNested()).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect(grid.slice(0, 0)).toMatchObject({ shape: [], dtype: 'int32', size: 1 });
    expect(grid.slice([5, 9]).shape).toEqual([0, 3]);
  });

  it('says which index or shape is wrong', () => {
    expect(() => grid.get(0, 3)).toThrow('Axis 1 has a length of 3: it has no index 3.');
    expect(() => grid.get(0)).toThrow('shape 2 × 3 has 2 indices, and 1 are given');
    expect(() => grid.slice(0, 0, 0)).toThrow('has 2 axes');
    expect(() => new NdArray([2, 2], [1])).toThrow('The shape 2 × 2 needs 4 elements, and there are 1.');
  });

  it('is a table: one column, a column each, or a row an element', () => {
    expect(grid.toTable().rows()).toEqual([
      { 0: 0, 1: 1, 2: 2 },
      { 0: 3, 1: 4, 2: 5 },
    ]);
    expect(new NdArray([2], Uint8Array.of(1, 0), { dtype: 'bool' }).toTable().column('value')).toEqual([
      true,
      false,
    ]);
    const cube = new NdArray([1, 2, 2], Float64Array.of(1, 2, 3, 4)).toTable();
    expect(cube.columns).toEqual(['i0', 'i1', 'i2', 'value']);
    expect(cube.rows()[3]).toEqual({ i0: 0, i1: 1, i2: 1, value: 4 });
  });

  it('shows a large grid as a heat map, pixels as a picture, and the rest as text', async () => {
    const wave = new NdArray(
      [20, 30],
      Float64Array.from({ length: 600 }, (_, i) => (i === 7 ? Number.NaN : i)),
    );
    const map = await shown(wave);
    expect(map['text/html']).toMatch(
      /<img src="data:image\/png;base64,[^"]{100,}" alt="float64 array · 20 × 30 · 0 to 599"/,
    );
    const pixels = await shown(new NdArray([16, 16, 3], new Uint8Array(768)));
    expect(pixels['text/html']).toContain('data:image/png');
    expect((await shown(grid))['text/html']).toContain('<table ');
    const cube = await shown(new NdArray([2, 2, 2], new Float32Array(8)));
    expect(cube['text/plain']).toBe('float32 array · 2 × 2 × 2 · 0 to 0');
  });
});

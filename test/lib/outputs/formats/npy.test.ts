import { fixture, made, shown } from '../../../support/fixtures.ts';

describe('NumPy files', () => {
  it('are arrays, whatever their order of bytes and axes', async () => {
    const grid = await fixture('grid.npy').array();
    expect(grid).toMatchObject({ shape: [4, 6], dtype: 'int32' });
    expect(grid.get(3, 5)).toBe(23);
    const fortran = await fixture('fortran.npy').array();
    expect(fortran.toNested()).toEqual([
      [0, 1, 2],
      [6, 7, 8],
      [12, 13, 14],
      [18, 19, 20],
    ]);
    expect((await fixture('complex.npy').array()).toNested()).toEqual([
      [
        [1, 2],
        [3, 0],
      ],
    ]);
    expect((await fixture('grid.npy').array({ slice: [1, [0, 2]] })).toNested()).toEqual([6, 7]);
  });

  it('have whole numbers of 64 bits as numbers where all keep their value', async () => {
    const header = (count: number) =>
      Buffer.from(
        `\x93NUMPY\x01\0\x76\0${`{'descr': '<i8', 'fortran_order': False, 'shape': (${count},), }`.padEnd(118)}`,
        'latin1',
      );
    const read = (...values: bigint[]) =>
      made(
        'a.npy',
        Buffer.concat([header(values.length), new Uint8Array(BigInt64Array.from(values).buffer)]),
      ).array();
    const exact = [0n, -1n, 2n ** 53n - 1n, 1n - 2n ** 53n, -(2n ** 32n), 2n ** 32n - 1n];
    expect((await read(...exact)).toNested()).toEqual(exact.map(Number));
    expect((await read(1n, 2n ** 53n)).toNested()).toEqual([1n, 2n ** 53n]);
    expect((await read(-(2n ** 63n))).toNested()).toEqual([-(2n ** 63n)]);
  });

  it('are tables where they hold records or times', async () => {
    expect((await fixture('records.npy').table()).rows()).toEqual([
      { n: 1, name: 'é', x: 0.5, ok: true },
      { n: 2, name: 'bc', x: Number.NaN, ok: false },
    ]);
    const times = await fixture('times.npy').table();
    expect(times.column('value')).toEqual([new Date('2020-01-01T12:00Z'), null]);
    await expect(fixture('records.npy').array()).rejects.toThrow(
      'fields n, name, x, ok: read it with table()',
    );
  });

  it('hold several arrays in an NPZ', async () => {
    const file = fixture('arrays.npz');
    expect((await shown(file))['text/plain']).toMatch(/grid {2}int32 · 4 × 6\n {2}mask {2}bool · 2\n/);
    expect((await file.array({ part: 'half' })).toNested()).toEqual([0.5, 65504]);
    expect((await file.table({ part: 'mask' })).column('value')).toEqual([true, false]);
    await expect(file.array()).rejects.toThrow("has the arrays 'grid', 'mask', 'half'. Say which");
  });

  it('are refused where they are objects of Python, cut short, or promise more than there is', async () => {
    await expect(fixture('objects.npy').array()).rejects.toMatchObject({ code: 'unknown-format' });
    const bytes = await fixture('grid.npy').bytes();
    await expect(made('cut.npy', bytes.subarray(0, 150)).array()).rejects.toThrow(
      'cut.npy is cut short: its header promises 4 × 6 values in 96 bytes, and 22 are there.',
    );
    const text = Buffer.from(bytes).toString('latin1');
    const huge = Buffer.from(text.replace('(4, 6), }     ', '(4000000000,6)'), 'latin1');
    await expect(made('huge.npy', huge).array()).rejects.toMatchObject({ code: 'malformed-file' });
    const endless = Buffer.from(text.replace('(4, 6), }           ', '(99999999999999999)}'), 'latin1');
    await expect(made('endless.npy', endless).array()).rejects.toMatchObject({ code: 'too-large' });
  });
});

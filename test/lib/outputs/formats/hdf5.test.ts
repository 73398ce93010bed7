import { fixture, made, shown } from '../../../support/fixtures.ts';

describe('HDF5', () => {
  const file = fixture('run.h5');

  it('is a tree to look at, its texts escaped, its loops and links told as such', async () => {
    const { 'text/plain': text, 'text/html': html } = await shown(file);
    expect(text).toMatch(/^\/ {2}temps=\[0\.8,1\.44\], title=run <b>41<\/b>$/m);
    expect(text).toMatch(
      /^ {2}run\/\n {4}energy {2}float64 · 5\n {4}field {2}int32 · 4 × 6\n {4}step {2}int64 · 5 {2}units=fs$/m,
    );
    expect(text).toMatch(/^ {2}complex {2}complex128 · 1$/m);
    expect(text).toMatch(/^ {2}loop {2}→ \/$/m);
    expect(text).toMatch(/^ {2}elsewhere {2}→ \/etc\/passwd:\/x$/m);
    expect(html).toContain('title</code> = run &lt;b&gt;41&lt;/b&gt;');
    expect(html).not.toContain('<b>');
    expect(await file.json()).toContainEqual({
      path: '/run/step',
      kind: 'dataset',
      shape: [5],
      dtype: 'int64',
      attributes: { units: 'fs' },
    });
  });

  it.each([
    ['run/field', [4, 6], 'int32'],
    ['endian', [3], 'int32'],
    ['scalar', [], 'float64'],
    ['empty', [0], 'object'],
    ['soft', [5], 'int64'],
  ])('gives the dataset %s as an array', async (part, shape, dtype) => {
    expect(await file.array({ part })).toMatchObject({ shape, dtype });
  });

  it('reads texts, booleans, complex, half and big numbers, lists in cells', async () => {
    const nested = async (part: string) => (await file.array({ part })).toNested();
    expect(await nested('names')).toEqual(['a', 'bé', 'c']);
    expect(await nested('fixed')).toEqual(['ab', 'cde']);
    expect((await file.table({ part: 'flags' })).rows()).toEqual(
      [{ value: true }, { value: false }].map(row => ({ flags: row.value })),
    );
    expect(await nested('complex')).toEqual([[1, 2]]);
    expect(await nested('half')).toEqual([0.5, -2, Number.POSITIVE_INFINITY]);
    expect(await nested('big')).toEqual([2n ** 63n + 1n]);
    expect(await nested('ragged')).toEqual([[0], [0, 1, 2]]);
  });

  it('reads a part of a dataset that no memory holds', async () => {
    await expect(file.array({ part: 'huge' })).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/'\/huge' has 100000 × 100000 values, 80 GB\. Read a part of it/),
    });
    expect((await file.array({ part: 'huge', slice: [-1, [0, 3]] })).toNested()).toEqual([0, 0, 0]);
    expect((await file.array({ part: 'run/field', slice: [[1, 3], 2] })).toNested()).toEqual([8, 14]);
  });

  it('makes a table of records, of a group, of a dataset', async () => {
    expect((await file.table({ part: 'records' })).rows()).toEqual([
      { i: 1, v: 2.5, s: 'xx', ok: true },
      { i: 2, v: 3.5, s: 'yy', ok: false },
    ]);
    const run = await file.table({ part: 'run' });
    expect(run.columns).toEqual(['energy', 'step']);
    expect(run.column('step')).toEqual([0, 50, 100, 150, 200]);
    expect((await file.table({ part: 'run/field' })).numbers('5')).toEqual([5, 11, 17, 23]);
  });

  it('says what there is where a name is wrong or missing', async () => {
    await expect(file.array({ part: 'nope' })).rejects.toThrow("run.h5 has no dataset 'nope'");
    await expect(file.array({ part: 'run' })).rejects.toThrow(
      "'run' has '/run/energy', '/run/field', '/run/step'",
    );
    await expect(file.array()).rejects.toMatchObject({ code: 'malformed-file' });
  });

  it('reads no other file of the machine', async () => {
    await expect(fixture('external.h5').array()).rejects.toThrow('has its values in another file');
    await expect(file.array({ part: 'elsewhere' })).rejects.toThrow("no dataset 'elsewhere'");
  });

  it('refuses what is cut short, and what only has its name', async () => {
    const bytes = await file.bytes();
    await expect(made('cut.h5', bytes.subarray(0, 2000)).array()).rejects.toMatchObject({
      code: 'malformed-file',
    });
    await expect(made('text.h5', 'no\n').array({ format: 'hdf5' })).rejects.toThrow(
      'is no HDF5 or NetCDF-4 file',
    );
    expect((await file.array({ part: 'scalar' })).get()).toBe(3.5);
  });

  it('can be interrupted', async () => {
    const stop = new AbortController();
    const reading = file.array({
      part: 'huge',
      slice: [
        [0, 900],
        [0, 100_000],
      ],
      signal: stop.signal,
    });
    stop.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    expect((await file.array({ part: 'scalar' })).get()).toBe(3.5);
  });
});

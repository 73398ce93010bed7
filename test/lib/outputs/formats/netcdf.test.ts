import { fixture, made, shown } from '../../../support/fixtures.ts';

describe.each(['ocean3.nc', 'ocean3-64.nc', 'ocean4.nc'])('NetCDF: %s', name => {
  const file = fixture(name);

  it('is a tree that names the axes', async () => {
    const { 'text/plain': text } = await shown(file);
    expect(text).toMatch(/sst {2}float32 · time 3 × lat 2 × lon 3 {2}units=degC/);
    expect(text).toMatch(/depth {2}int16 · time 3 {2}_FillValue=-999, scale_factor=0\.1, add_offset=5/);
    expect(text).not.toMatch(/^ {2}(lon|letters)/m);
  });

  it('gives variables as arrays, unpacked, with NaN where nothing is', async () => {
    const sst = await file.array({ part: 'sst' });
    expect(sst).toMatchObject({ shape: [3, 2, 3], dtype: 'float32' });
    expect(sst.slice(-1, 0).toNested()).toEqual([6, 6.5, 7]);
    expect((await file.array({ part: '/depth' })).toNested()).toEqual([5, 7.5, Number.NaN]);
  });

  it('makes a table of the variables along an axis, times as dates', async () => {
    const table = await file.table();
    expect([...table.columns].sort()).toEqual(['depth', 'time']);
    expect(table.column('time')).toEqual([
      new Date('2020-01-01T12:00Z'),
      new Date('2020-01-02T00:00Z'),
      new Date('2020-02-01T12:00Z'),
    ]);
  });

  it('is refused when it is cut short', async () => {
    const bytes = await file.bytes();
    const cut = made(name, bytes.subarray(0, Math.floor(bytes.length * 0.3)));
    await expect(cut.array({ part: 'sst' })).rejects.toMatchObject({ code: 'malformed-file' });
  });
});

describe.each(['gaps3.nc', 'gaps4.nc'])('NetCDF with values that are missing: %s', name => {
  const file = fixture(name);

  it('has null in tables for what was never written, or is said to stand for nothing', async () => {
    const table = await file.table();
    expect(table.types).toMatchObject({ count: 'int', small: 'int', said: 'int' });
    expect(table.column('count')).toEqual([1, null, -999]);
    expect(table.column('small')).toEqual([null, 2, null]);
    expect(table.column('mass')).toEqual([null, 2.5, null]);
    expect(table.column('energy')).toEqual([0.5, null, null]);
    expect(table.column('said')).toEqual([null, 7, -2_147_483_647]);
    expect(table.column('rounded')).toEqual([null, 1, 2]);
    expect(table.column('byte')).toEqual([-127, 1, -127]);
    expect(table.column('when')).toEqual([new Date('2020-01-02'), null, null]);
  });

  it('has NaN in arrays for them', async () => {
    expect((await file.array({ part: 'count' })).toNested()).toEqual([1, Number.NaN, -999]);
    expect((await file.array({ part: 'byte' })).toNested()).toEqual([-127, 1, -127]);
  });
});

describe('NetCDF', () => {
  it('keeps whole numbers of 64 bits beside missing ones', async () => {
    expect((await fixture('gaps4.nc').table()).column('large')).toEqual([2n ** 60n + 1n, null, 5n]);
  });

  it('joins characters to texts', async () => {
    expect((await fixture('ocean3.nc').array({ part: 'station' })).toNested()).toEqual(['Nord', 'Sud']);
  });

  it('says how to convert what is not read', async () => {
    await expect(fixture('cdf5.nc').table()).rejects.toThrow('nccopy -k nc4');
  });

  it('does not believe a header that promises much', async () => {
    const bytes = Buffer.from(await fixture('ocean3.nc').bytes());
    bytes.writeUInt32BE(0x7fffffff, 4);
    await expect(made('many.nc', bytes).array({ part: 'sst' })).rejects.toMatchObject({
      code: expect.stringMatching(/too-large|malformed-file/),
    });
  });
});

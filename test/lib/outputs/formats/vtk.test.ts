import { fixture, made } from '../../../support/fixtures.ts';

describe.each(['ascii', 'binary'])('VTK, %s', kind => {
  it('gives the data of a grid at its points, in its cells, and in its shape', async () => {
    const file = fixture(`grid-${kind}.vtk`);
    const table = await file.table();
    expect(table.columns).toEqual(['x', 'y', 'z', 'pressure', 'velocity_x', 'velocity_y', 'velocity_z']);
    expect(table.rows()[4]).toEqual({
      x: 0.5,
      y: 1,
      z: 0,
      pressure: 1,
      velocity_x: 12,
      velocity_y: 13,
      velocity_z: 14,
    });
    expect((await file.table({ part: 'cells' })).rows()).toEqual([{ 'two words': 7 }, { 'two words': 8 }]);
    expect((await file.array({ part: 'pressure' })).toNested()).toEqual([
      [0, 0.25, 0.5],
      [0.75, 1, 1.25],
    ]);
    expect((await file.array({ part: 'velocity' })).shape).toEqual([2, 3, 3]);
    await expect(file.array({ part: 'p' })).rejects.toThrow("It has 'pressure', 'velocity', 'two words'");
  });

  it('gives the data of the cells of a mesh', async () => {
    const file = fixture(`mesh-${kind}.vtk`);
    expect((await file.table()).rows()).toEqual([
      { cell_type: 10, stress: 0.25 },
      { cell_type: 5, stress: -1 },
    ]);
    expect((await file.table({ part: 'points' })).rows()[1]).toEqual({ x: 1, y: 0, z: 0 });
    expect(await file.json()).toMatchObject({ dataset: 'UNSTRUCTURED_GRID' });
  });

  it('is refused when it is cut short or promises too much', async () => {
    const bytes = Buffer.from(await fixture(`mesh-${kind}.vtk`).bytes());
    await expect(made('a.vtk', bytes.subarray(0, 130)).table()).rejects.toMatchObject({
      code: 'malformed-file',
    });
    const text = bytes.toString('latin1');
    const huge = Buffer.from(text.replace('POINTS 4', 'POINTS 900000000000'), 'latin1');
    await expect(made('a.vtk', huge).table()).rejects.toThrow('the file is cut short: it promises');
  });
});

describe('VTK', () => {
  it('says which keyword or number is none', async () => {
    const head = '# vtk DataFile Version 3.0\ntitle\nASCII\nDATASET STRUCTURED_POINTS\nDIMENSIONS 1 1 2\n';
    await expect(made('a.vtk', `${head}NONSENSE 1\n`).table()).rejects.toThrow('"NONSENSE" is no keyword');
    await expect(made('a.vtk', `${head}POINT_DATA x\n`).table()).rejects.toThrow(
      '"x" stands where a whole number',
    );
    await expect(
      made('a.vtk', `${head}POINT_DATA 2\nSCALARS p double\nLOOKUP_TABLE default\n1 <b>\n`).table(),
    ).rejects.toThrow('"<b>" is no number');
  });
});

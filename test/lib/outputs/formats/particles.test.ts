import { fixture, made } from '../../../support/fixtures.ts';

describe('LAMMPS dumps', () => {
  const file = fixture('lj.lammpstrj');

  it('are tables of the last frame, of one, or of all', async () => {
    const last = await file.table();
    expect(last.columns).toEqual(['id', 'type', 'x', 'y', 'z', 'vx']);
    expect(last.column('id')).toEqual([1, 2, 3, 4]);
    expect((await file.table({ frame: 1 })).column('x')).toEqual([0, 0.839798, 0.839798, 0]);
    const all = await file.table({ frame: 'all' });
    expect(new Set(all.numbers('timestep'))).toEqual(new Set([0, 5, 10]));
    expect(all).toHaveLength(12);
    await expect(file.table({ frame: 4 })).rejects.toThrow("has no frame 4. It has frames 1 to 3, or 'all'");
  });

  it('keep columns that are called as their step is', async () => {
    const frame = 'ITEM: TIMESTEP\n5\nITEM: NUMBER OF ATOMS\n1\nITEM: ATOMS timestep_2 timestep\n7 8\n';
    const all = await made('a.dump', frame).table({ frame: 'all' });
    expect(all.rows()).toEqual([{ timestep: 5, timestep_2: 7, timestep_3: 8 }]);
  });

  it('tell their steps and boxes', async () => {
    const frames = await file.json<{ timestep: number; box: number[][]; boundary: string }[]>();
    expect(frames.map(({ timestep }) => timestep)).toEqual([0, 5, 10]);
    expect(frames[0]).toMatchObject({ atoms: 4, boundary: 'pp pp pp' });
    expect(frames[0]!.box[2]![1]).toBeCloseTo(1.6796, 4);
  });

  it('leave out a last frame that is not whole, and say where a file breaks', async () => {
    const text = await file.text();
    const cut = made('a.dump', text.slice(0, text.length - 20));
    expect(await cut.json()).toHaveLength(2);
    await expect(made('a.dump', text.slice(0, 200)).table()).rejects.toThrow(
      'a.dump, line 9: the file is cut short.',
    );
    await expect(made('a.dump', text.replace('\n4\n', '\nmany\n')).table()).rejects.toThrow(
      'a.dump, line 4: "many" is no whole number.',
    );
    await expect(made('a.dump', text.replace('\n4\n', '\n10000000000\n')).table()).rejects.toMatchObject({
      code: 'malformed-file',
    });
  });
});

describe('XYZ', () => {
  it('has the columns that its comment names', async () => {
    const file = fixture('water.xyz');
    const table = await file.table();
    expect(table.columns).toEqual(['species', 'x', 'y', 'z', 'forces_x', 'forces_y', 'forces_z']);
    expect(table.rows()[1]).toMatchObject({ species: 'H', x: 1, y: 1.76, forces_y: 0.4 });
    expect(await file.table({ frame: 'all' })).toHaveLength(6);
    expect(await file.json()).toMatchObject([
      { atoms: 3, energy: -14.2, note: 'two words', Lattice: [9, 0, 0, 0, 9, 0, 0, 0, 9] },
      { energy: -13.2 },
    ]);
  });

  it('is read without any too, with CRLF and blank lines at the end', async () => {
    const text = await fixture('plain.xyz').text();
    const table = await made('a.xyz', `${text.replaceAll('\n', '\r\n')}\r\n\r\n`).table();
    expect(table.columns).toEqual(['species', 'x', 'y', 'z']);
    expect(table.column('y')).toEqual([0, 0.76, -0.76]);
  });

  it('takes a comment of any length', async () => {
    const file = made('a.xyz', `1\n${'x'.repeat(1_000_000)}\nH 0 0 0\n`);
    expect(await file.table()).toHaveLength(1);
  });

  it('says what is wrong with others', async () => {
    await expect(made('a.xyz', 'hello\n').table()).rejects.toThrow(
      'a.xyz, line 1: "hello" is no number of atoms',
    );
    await expect(made('a.xyz', '2\n\nH 0 0 0\n').table()).rejects.toThrow('cut short');
    await expect(made('a.xyz', '999999999999\n\nH 0 0 0\n').table()).rejects.toThrow('cut short');
    await expect(made('a.xyz', '1\n\nH 0\n').table()).rejects.toThrow(
      'line 3: the row has 2 values, and 4 are promised',
    );
    await expect(made('a.xyz', '').table()).rejects.toMatchObject({ code: 'malformed-file' });
  });
});

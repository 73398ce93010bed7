import { DataFile } from '../../../../dist/lib/outputs/data-file.js';
import type { ReadOptions } from '../../../../dist/lib/outputs/read-options.js';
import { fixture } from '../../../support/fixtures.ts';

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
  it('are read as LAMMPS writes them', async () => {
    const all = await fixture('log.lammps').table({ run: 'all' });
    expect(all.select('run', 'Step', 'Temp', 'TotEng', 'c_thermo_pe').rows()[3]).toEqual({
      run: 2,
      Step: 10,
      Temp: 1.3549878,
      TotEng: null,
      c_thermo_pe: -2.8190855,
    });
    expect(all).toHaveLength(5);
  });

  const read = (options: ReadOptions = {}) => DataFile.from('log.lammps', log).table(options);

  it('reads the last run, whatever its keywords, without a line that is cut short', async () => {
    expect((await read()).rows()).toEqual([
      { Temp: 0.75, 'c_pe[1]': -4.5, Step: 50 },
      { Temp: 0.76, 'c_pe[1]': -4.4, Step: 100 },
    ]);
  });

  it('reads a chosen run without the warnings and prints between', async () => {
    expect((await read({ run: 1 })).rows()).toEqual([
      { Step: 0, Temp: 1.44, Press: -5.0197 },
      { Step: 50, Temp: 0.7328, Press: Number.NaN },
    ]);
    await expect(read({ run: 3 })).rejects.toThrow(
      "log.lammps has no run 3. It has runs 1 to 2, or 'all' of them.",
    );
  });

  it('reads all runs below each other', async () => {
    const all = await read({ run: 'all' });
    expect(all.columns).toEqual(['run', 'Step', 'Temp', 'Press', 'c_pe[1]']);
    expect(all.numbers('run')).toEqual([1, 1, 2, 2]);
    expect(all.column('Press').slice(2)).toEqual([null, null]);
  });

  it('is known by its contents too', async () => {
    expect((await DataFile.from('out.txt', log).table()).columns).toContain('Temp');
  });

  it('says why there is nothing to read', async () => {
    const failed = 'LAMMPS (2 Aug 2023)\nERROR: Unknown pair style lj/cutt (src/force.cpp:275)\n';
    await expect(DataFile.from('log.lammps', failed).table()).rejects.toThrow(
      'LAMMPS stopped with "ERROR: Unknown pair style',
    );
    const multi =
      '------------ Step              0 ----- CPU =            0 (sec) -------------\nTotEng = -4.6\n';
    await expect(DataFile.from('log.lammps', multi).table()).rejects.toThrow('style "multi"');
  });
});

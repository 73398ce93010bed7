import { frameTable } from '../particles/frames.js';
import { type DumpFrame, parseDump } from '../particles/lammps-dump.js';
import type { FormatReader } from '../reader.js';

/** LAMMPS dumps in text: a table of the atoms of a step, `json()` for the time steps and boxes. */
export const dumpReader: FormatReader = {
  async table(file, options) {
    const frames = parseDump(await file.text(options), file.title);
    return frameTable(frames, options.frame, {
      labelled: 'timestep',
      name: file.title,
      origin: file.caption,
    });
  },
  async json(file, options) {
    return parseDump(await file.text(options), file.title).map(
      ({ timestep, box, boundary, rows }: DumpFrame) => ({
        timestep,
        atoms: rows.length,
        box,
        boundary,
      }),
    );
  },
};

import { frameTable } from '../particles/frames.js';
import { parseXyz } from '../particles/xyz.js';
import type { FormatReader } from '../reader.js';

/** XYZ and extended XYZ: a table of the atoms of a frame, `json()` for what the frames' comments say. */
export const xyzReader: FormatReader = {
  async table(file, options) {
    const frames = parseXyz(await file.text(options), file.title);
    return frameTable(frames, options.frame, { labelled: 'frame', name: file.title, origin: file.caption });
  },
  async json(file, options) {
    const frames = parseXyz(await file.text(options), file.title);
    return frames.map(({ rows, comment, info }) => ({ atoms: rows.length, comment, ...info }));
  },
};

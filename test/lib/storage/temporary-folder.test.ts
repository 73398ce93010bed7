import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../support/tunebook.ts';

const library = pathToFileURL(join(packageRoot, 'dist/lib/index.js')).href;

describe('copies of files from elsewhere', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunebook-left-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A process that asks a table, for which the database gets a folder, and ends in this way. */
  const run = (end: string) =>
    spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { Table } = await import('${library}'); await Table.fromColumns({ x: [1] }).sql('from this'); ${end}`,
      ],
      { env: { ...process.env, TMPDIR: folder } },
    );

  it('go with their process, those of one that was killed with the next', async () => {
    expect(run("process.kill(process.pid, 'SIGKILL')").signal).toBe('SIGKILL');
    expect(await readdir(folder)).toHaveLength(1);
    expect(run('').status).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });
});

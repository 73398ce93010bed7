import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { TestService } from './support.ts';

const mpirun = resolve('.venv/bin/mpirun');
const isThere = existsSync(mpirun);
if (!isThere) console.warn(`MPI is NOT tested: there is no ${mpirun}; npm run setup installs it.`);

(isThere ? describe : describe.skip)('a task of an MPI type', () => {
  it('runs in as many processes as it says, by the mpirun of its image alias', async () => {
    const bin = resolve('.venv/bin');
    const images = { mpi: { path: [bin], libraryPath: [resolve('.venv/lib')] } };
    await using service = await TestService.start({ cpus: 4, images });
    const rank = `/bin/sh -c 'echo rank $PMI_RANK of $PMI_SIZE'`;
    const id = await service.submit({
      tasks: [
        { image: 'mpi', type: 'mpich', cmd: rank, procsPerNode: 2 },
        { image: 'mpi', type: 'mpich', cmd: rank },
        { image: 'mpi', type: 'mpich', cmd: `/bin/sh -c 'exit 3'` },
      ],
      resources: { cpus: 3, memory: 1 },
    });
    const { execution } = await service.ended(id);
    expect(execution!.tasks!.map(task => task.exitCode)).toEqual([0, 0, 3]);
    const lines = (await service.stdout(id)).trim().split('\n');
    expect(lines.slice(0, 2).sort()).toEqual(['rank 0 of 2', 'rank 1 of 2']);
    expect(lines.slice(2, 5).sort()).toEqual(['rank 0 of 3', 'rank 1 of 3', 'rank 2 of 3']);
  });
});

describe('a machine without MPI', () => {
  it('says what an MPI task needs', async () => {
    await using service = await TestService.start({ images: { app: { path: ['/nowhere'] } } });
    await service.kill('SIGTERM');
    await service.restart({ PATH: service.home });
    const answer = await service.request('POST', '/jobs', {
      tasks: [{ image: 'app', type: 'openmpi', cmd: 'x' }],
      resources: { cpus: 1 },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain('tasks[0].type: openmpi needs mpirun, which is neither in the PATH');
  });
});

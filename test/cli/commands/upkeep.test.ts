import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryHome, tunebook } from '../../support/tunebook.ts';

describe('the commands that look after the service', () => {
  it('env starts it and prints what other clients need, prune removes what is old', async () => {
    const home = await temporaryHome();
    const { code, stdout } = await tunebook(['env'], { home });
    expect(code).toBe(0);
    const [, url, token] =
      /^export PROMINENCE_URL='(http:\S+\/prominence\/v1)'\nexport PROMINENCE_TOKEN='(\S+)'\n$/.exec(stdout)!;
    const headers = { authorization: `Bearer ${token}` };
    const job = { tasks: [{ cmd: 'true' }], resources: { cpus: 1 } };
    const answer = await fetch(`${url}/jobs`, { method: 'POST', headers, body: JSON.stringify(job) });
    expect(answer.status).toBe(201);
    expect(await tunebook(['prune', '--days', '3'], { home })).toMatchObject({
      code: 0,
      stdout: 'Removed: jobs 0, workflows 0, 0.0 MiB of files.\n',
    });
    expect(await tunebook(['prune'], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('give --days or --gigabytes'),
    });
    expect(await tunebook(['prune', '--days', 'x'], { home })).toMatchObject({ code: 2 });
  });

  it('images tells the aliases and what runs the others', async () => {
    const home = await temporaryHome();
    await mkdir(home, { recursive: true });
    const images = { 'lammps/lammps': { path: ['/x/bin'], libraryPath: ['/x/lib'], env: { A: 'b' } } };
    await writeFile(join(home, 'settings.json'), JSON.stringify({ images, containers: { engine: 'none' } }));
    const { stdout } = await tunebook(['images'], { home });
    expect(stdout).toContain('lammps/lammps: this machine, path /x/bin, libraries /x/lib, variables A\n');
    expect(stdout).toContain('All other images are refused');
    const json = JSON.parse((await tunebook(['images', '--json'], { home })).stdout);
    expect(json).toEqual({ images, engine: null });
    await writeFile(join(home, 'settings.json'), '{');
    expect(await tunebook(['images'], { home })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not JSON'),
    });
  });
});

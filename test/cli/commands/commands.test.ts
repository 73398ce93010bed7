import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryHome, tunebook } from '../../support/tunebook.ts';

const commands = [
  'lab',
  'run',
  'install',
  'doctor',
  'submit',
  'jobs',
  'job',
  'logs',
  'output',
  'cancel',
  'rerun',
  'workflows',
  'usage',
  'serve',
  'status',
  'stop',
  'login',
  'logout',
];

describe('the command line', () => {
  let home: string;

  beforeEach(async () => {
    home = await temporaryHome();
  });

  it('tells its version, and helps with every command', async () => {
    expect(await tunebook(['--version'], { home })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    const help = await tunebook(['--help'], { home });
    expect(help.code).toBe(0);
    for (const command of commands) expect(help.stdout).toMatch(new RegExp(`^  ${command}`, 'm'));
    const helps = await Promise.all(commands.map(command => tunebook([command, '--help'], { home })));
    for (const [i, command] of commands.entries()) {
      expect(helps[i]).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`Usage: tunebook ${command}`),
      });
    }
  });

  it('exits with 2 when the command line is wrong', async () => {
    expect(await tunebook(['fly'], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("unknown command 'fly'"),
    });
    expect(await tunebook(['install'], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--prefix'),
    });
  });

  it('writes a kernelspec that names this package, where it is told to', async () => {
    const { code, stdout } = await tunebook(['install', '--prefix', join(home, 'p')], { home });
    const folder = join(home, 'p', 'share', 'jupyter', 'kernels', 'tunebook');
    expect(code).toBe(0);
    expect(stdout).toContain(folder);
    const spec = JSON.parse(await readFile(join(folder, 'kernel.json'), 'utf8'));
    expect(spec).toMatchObject({ language: 'typescript', interrupt_mode: 'message' });
    expect(spec.argv[0]).toBe(process.execPath);
    expect((await readFile(join(folder, 'logo-64x64.png'))).subarray(1, 4).toString()).toBe('PNG');
    const extension = join(home, 'p', 'share', 'jupyter', 'labextensions', 'tunebook-plotly');
    expect((await readFile(join(extension, 'static', 'plotly.min.js'), 'latin1')).slice(0, 40)).toContain(
      'plotly.js v3',
    );
    await tunebook(['install', '--prefix', join(home, 'p'), '--remove'], { home });
    await expect(readFile(join(extension, 'package.json'))).rejects.toThrow('ENOENT');
  });

  it('says that no service runs with exit code 3, and stopping none is no error', async () => {
    expect(await tunebook(['status'], { home })).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('No service runs'),
    });
    expect(await tunebook(['stop'], { home })).toMatchObject({ code: 0 });
  });

  it.each([
    ['{"nbformat": 4, "cells": [', 'not valid JSON'],
    ['{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "cells": []}', 'nbformat: must be 4'],
    [
      '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "poem"}]}',
      'cells.0.cell_type',
    ],
    [
      '{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "ir", "language": "R"}}, "cells": []}',
      'kernel "ir"',
    ],
  ])('refuses a broken notebook and says where it breaks: %s', async (text, reason) => {
    const file = join(home, 'broken.ipynb');
    await writeFile(file, text);
    expect(await tunebook(['run', file], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(new RegExp(`broken\\.ipynb.*${reason}`, 's')),
    });
  });

  it('refuses an output that it cannot write before anything runs', async () => {
    expect(await tunebook(['run', 'missing.ipynb', '--output', 'page.pdf'], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('page.pdf: an output ends in .ipynb or .html'),
    });
    expect(await tunebook(['run', 'missing.ipynb'], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no notebook'),
    });
    expect(await tunebook(['run', home], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${home} is a folder`),
    });
  });
});

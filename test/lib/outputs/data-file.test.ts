import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DataFile } from '../../../dist/lib/outputs/data-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunebook-output-'));
});
afterEach(() => rm(folder, { recursive: true }));

const output = async (name: string, contents: string | Uint8Array) => DataFile.from(name, contents, 'job 41');

describe('DataFile', () => {
  it('gives text, JSON and a table that names its origin', async () => {
    expect(await (await output('a.txt', 'é\n')).text()).toBe('é\n');
    expect(await (await output('a.json', '{"press": 3}')).json<{ press: number }>()).toEqual({ press: 3 });
    const table = await (await output('thermo.csv', 'Step,Temp\n0,1.5\n')).table();
    expect(inspect(table)).toContain('1 row × 2 columns · job 41, thermo.csv');
  });

  it('says where JSON breaks', async () => {
    const broken = async (text: string) => (await output('a.json', text)).json();
    await expect(broken('{\n  "a": 1,\n  "b": oops\n}')).rejects.toThrow(
      'a.json of job 41 is not valid JSON: line 3, column 8, at "oops"',
    );
    await expect(broken('{"a": NaN}')).rejects.toThrow('line 1, column 7, at "NaN}". JSON has no NaN');
    await expect(broken('{"a": [1, 2')).rejects.toThrow('line 1, column 12, at the end');
    await expect(broken('[1,]')).rejects.toThrow('column 4, at "]"');
    await expect(broken(' ')).rejects.toThrow('is empty');
  });

  it('refuses binary contents as text', async () => {
    await expect((await output('a.h5', new Uint8Array([1, 0, 2]))).text()).rejects.toThrow(
      'Read it with bytes()',
    );
  });

  it('saves to a path or into a folder, and gives the absolute path', async () => {
    const file = await output('results/a.txt', 'x');
    expect(await file.save(join(folder, 'b.txt'))).toBe(join(folder, 'b.txt'));
    expect(await file.save(`${folder}/`)).toBe(join(folder, 'a.txt'));
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('x');
  });

  it('can be given up', async () => {
    const file = await output('a.txt', 'x');
    await expect(file.text({ signal: AbortSignal.abort() })).rejects.toThrow('abort');
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Priming, packagesIn } from '../../../../dist/kernel/language/check/priming.js';
import { Notebook } from '../notebook.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
  for (const name of ['plain', '@scope/inner', 'typed'])
    await mkdir(join(folder, 'node_modules', name), { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    '{ "dependencies": { "plain": "1", "absent": "1", "@scope/inner": "1" }, "devDependencies": { "typed": "1" } }',
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe('what is loaded while nothing is to be done', () => {
  it('is what is being imported, then the dependencies that are installed', async () => {
    const loaded: string[] = [];
    await new Promise<void>(resolve => {
      const priming = new Priming(folder, name => {
        loaded.push(name);
        if (loaded.length === 3) resolve();
      });
      priming.wantDependencies();
      priming.want(['typed/sub', 'plain', 'nowhere']);
      priming.rest();
      priming.rest();
    });
    expect(loaded).toEqual(['typed/sub', 'plain', '@scope/inner']);
  });

  it.each([
    ["import { a } from 'one'\nimport 'two'; export * from \"three\"", ['one', 'two', 'three']],
    ["await import('one'); require('two/sub')", ['one', 'two/sub']],
    ["import a from './local'; import fs from 'node:fs'; import { b } from 'unfinis", []],
  ])('is told by imports: %j', (code, packages) => {
    expect(packagesIn(code)).toEqual(packages);
  });
});

describe('a package that is loaded early', () => {
  it('is used as ever, whatever the package.json says', async () => {
    const notebook = await Notebook.open({}, { 'package.json': '{ "dependencies": ["early", null] }' });
    await mkdir(join(notebook.folder, 'node_modules', 'early'), { recursive: true });
    await notebook.write('node_modules/early/package.json', '{ "main": "i.js", "types": "i.d.ts" }');
    await notebook.write('node_modules/early/i.d.ts', 'export declare const early: number');
    await notebook.write('node_modules/early/i.js', 'exports.early = 1');
    const code = "import { early } from 'early'\nearly";
    expect(await notebook.language.isComplete(code)).toEqual({ status: 'complete' });
    expect(await notebook.values(code, 'early')).toBe('1');
    await notebook.close();
  });
});

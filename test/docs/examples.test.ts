import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot, temporaryHome, tunebook, writeCells } from '../support/tunebook.ts';

describe('the examples of the documentation', () => {
  it.each([
    'README.md',
    'docs/guide.md',
    'docs/jobs.md',
    'docs/kernel.md',
    'docs/outputs.md',
    'docs/plots.md',
    'docs/storage.md',
  ])('run as they stand in %s', async file => {
    const text = await readFile(join(packageRoot, file), 'utf8');
    const examples = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(match => match[1]!);
    expect(examples.length).toBeGreaterThan(0);
    const home = await temporaryHome();
    const run = await tunebook(['run', await writeCells(home, examples)], { home });
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });
});

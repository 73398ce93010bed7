import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot, temporaryHome, tunebook } from '../support/tunebook.ts';

describe('the examples of the documentation', () => {
  it.each(['README.md', 'docs/guide.md'])('run as they stand in %s', async file => {
    const text = await readFile(join(packageRoot, file), 'utf8');
    const examples = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(match => match[1]!);
    expect(examples.length).toBeGreaterThan(0);
    const home = await temporaryHome();
    const notebook = join(home, 'examples.ipynb');
    const cells = examples.map(source => ({
      cell_type: 'code',
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    }));
    await writeFile(notebook, JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells }));
    const run = await tunebook(['run', notebook], { home });
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });
});

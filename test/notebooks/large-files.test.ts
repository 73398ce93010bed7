import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSeaweed } from '../support/seaweed.ts';
import { packageRoot, temporaryHome, tunebook } from '../support/tunebook.ts';

describe('notebooks/large-files.ipynb', () => {
  it('runs from top to bottom: a folder up, outputs down, a bucket', async () => {
    await using weed = await startSeaweed('tour');
    const home = await temporaryHome();
    const env = { ...weed.env, BUCKET: 's3://tour/cells' };
    // It writes beside itself.
    const notebook = join(home, 'large-files.ipynb');
    await cp(join(packageRoot, 'notebooks', 'large-files.ipynb'), notebook);
    const run = await tunebook(['run', notebook, '-o', notebook], { home, env });
    expect(run).toMatchObject({ code: 0, stderr: '' });

    const executed = await readFile(notebook, 'utf8');
    const cells = JSON.parse(executed).cells as { outputs?: { data?: object; text?: unknown }[] }[];
    const text = cells
      .flatMap(cell => cell.outputs ?? [])
      .map(({ data = {}, text }) => [text ?? (data as Record<string, unknown>)['text/plain']].flat().join(''))
      .join('\n');
    expect(text).toContain('mesh.tgz is there already, with the same contents: nothing was sent');
    expect(text).toContain("[ 'results/halves/counts.csv', 'results/halves/halves' ]");
    expect(text).toContain("[ 'left.txt', 'right.txt' ]");
    expect(text).toMatch(/left +100000/);
    expect(text).toMatch(/\d+ bytes came as a stream/);
    expect(text).toContain("'results/scan/point-n=10/count.txt'");
    expect(text).toContain('sent again: false');
    expect(text).toMatch(/'counts\.csv \d+', 'nodes\.txt \d+'/);
    expect(text).toContain("[ '0 0', '1 0', '2 0', '' ]");
    expect(text).toContain('200000');
    // No key and no signature is in what is saved.
    expect(executed).not.toMatch(/SECRET|X-Amz-Signature|signature=/i);
  }, 120_000);
});

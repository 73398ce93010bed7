import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot, temporaryHome, tunebook } from '../support/tunebook.ts';

interface Cell {
  readonly outputs?: { readonly data?: Record<string, string | string[]> }[];
}

describe('notebooks/workflows.ipynb', () => {
  it('runs from top to bottom: a graph, a factory, jobs as they end, exec, a snapshot, a rerun', async () => {
    const home = await temporaryHome();
    const executed = join(home, 'workflows.ipynb');
    const notebook = join(packageRoot, 'notebooks', 'workflows.ipynb');
    const run = await tunebook(['run', notebook, '-o', executed], { home });
    expect(run).toMatchObject({ code: 0, stderr: '' });

    const cells = JSON.parse(await readFile(executed, 'utf8')).cells as Cell[];
    const bundles = cells.flatMap(cell => (cell.outputs ?? []).map(({ data = {} }) => data));
    const text = bundles.map(data => [data['text/plain']].flat().join('')).join('\n');
    expect(text).toMatch(/^completed graph · .* 4 jobs/m);
    expect(text).toMatch(/left: 3\.\d+, right: 3\.\d+/);
    expect(text).toMatch(/^point: 6 of 6; summary: done$/m);
    expect(text).toContain('6 rows × 3 columns');
    expect(text).toMatch(/attempt \d+: root = \d+/);
    expect(text).toContain("[ 'step 3\\n', 'snapshot.tgz', true ]");
    expect(text).toMatch(/^failed fragile .* 1 failed/m);
    expect(text).toContain("ran: [ 'fragile/needy', 'fragile/after' ]");
    expect(bundles.filter(data => String(data['text/html']).includes('<svg width'))).toHaveLength(3);
  }, 120_000);
});

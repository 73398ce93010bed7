import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestKernel } from '../../support/kernel.ts';
import { TestHome } from '../../support/service.ts';

/** A notebook, whose job notes each time that it really runs. */
const cells = (folder: string) => [
  `const input = await InputFile.from(${JSON.stringify(join(folder, 'in.txt'))})`,
  `const job = await new Job({
     tasks: [{ image: 'host', command: sh\`cat in.txt; sleep 0.2; echo run >> ${folder}/runs\` }],
     inputFiles: [input],
   }).run()`,
  'await job.stdout()',
  'job.id',
];

describe('"run all"', () => {
  let home: TestHome;
  let folder: string;
  beforeAll(async () => {
    home = await TestHome.make();
    folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
    await writeFile(join(folder, 'in.txt'), 'one');
  });
  afterAll(async () => {
    await home.dispose();
    await rm(folder, { recursive: true });
  });

  /** Runs the notebook in a kernel of its own; the id of its job, and the text of its card. */
  const runAll = async () => {
    const kernel = await TestKernel.start({ preload: 'tunebook', home: home.folder });
    try {
      const results = [];
      for (const cell of cells(folder)) results.push(await kernel.run(cell));
      expect(results.map(result => result.status)).toEqual(['ok', 'ok', 'ok', 'ok']);
      const shown = results[1]!.outputs.map(({ content }) => content['data'] as Record<string, string>);
      const card = shown.map(data => data?.['text/plain']).join('\n');
      return { id: Number(results[3]!.value), stdout: results[2]!.value, card };
    } finally {
      await kernel.close();
    }
  };

  it('costs one run in two kernels at once, and none in a later one; a changed byte costs another', async () => {
    const [one, two] = await Promise.all([runAll(), runAll()]);
    expect(two).toMatchObject({ id: one!.id, stdout: "'one'" });
    const later = await runAll();
    expect(later).toMatchObject({ id: one!.id, stdout: "'one'" });
    expect(later.card).toMatch(/reused.*ran (just now|\d+ s ago) with the same inputs/);
    const runs = () => readFile(join(folder, 'runs'), 'utf8');
    expect(await runs()).toBe('run\n');
    await writeFile(join(folder, 'in.txt'), 'two');
    const changed = await runAll();
    expect(changed.id).toBeGreaterThan(one!.id);
    expect(changed.stdout).toBe("'two'");
    expect(await runs()).toBe('run\nrun\n');
  });
});

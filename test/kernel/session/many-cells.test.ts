import { readFile } from 'node:fs/promises';
import { TestKernel } from '../../support/kernel.ts';
import { descendants } from '../../support/processes.ts';
import { Random, seeds } from '../../support/seeds.ts';

const cellsOfASeed = 100;

describe('a notebook of very many cells', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.close());

  /** Of the kernel and all its processes, in MB. */
  async function residentMb(): Promise<number> {
    const { pid } = kernel.launched.process;
    const sizes = [pid!, ...(await descendants(pid!))].map(async one => {
      const status = await readFile(`/proc/${one}/status`, 'utf8').catch(() => '');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size);
  }

  it.each(seeds)('declares new names and old ones again in bounded memory (seed %i)', async seed => {
    const random = new Random(seed);
    for (let i = 0; i < cellsOfASeed; i++) {
      const name = random.chance(0.5) ? 'again' : `name${seed}_${i}`;
      const code = `const ${name} = ${i}; const get = () => ${name}; get()`;
      expect(await kernel.run(code)).toMatchObject({ status: 'ok', value: String(i) });
    }
    expect(await residentMb()).toBeLessThan(700 + seed * 10);
  });
});

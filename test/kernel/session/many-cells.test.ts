import { readFile } from 'node:fs/promises';
import { TestKernel } from '../../support/kernel.ts';
import { descendants } from '../../support/processes.ts';
import { Random, seeds, soaking } from '../../support/seeds.ts';

/** 300 cells with the seeds of `npm test`, 10,000 with those of `npm run soak`. */
const cellsOfASeed = soaking ? 200 : 100;

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

  const earlier: number[] = [];

  it.each(seeds)('declares new names and old ones again in bounded memory (seed %i)', async seed => {
    const random = new Random(seed);
    for (let i = 0; i < cellsOfASeed; i++) {
      const number = seed * 1000 + i;
      const [code, value] = cellOf(number, random);
      expect({ code, ...(await kernel.run(code)) }).toMatchObject({
        code,
        status: 'ok',
        value: String(value),
      });
    }
    expect(await residentMb()).toBeLessThan(700 + seed * 4);
    // What the first of all cells declared is checked and is there.
    const first = earlier[0]!;
    expect(await kernel.run(`plus${first}(one${first}.n)`)).toMatchObject({ value: String(first + first) });
    const refused = await kernel.run(`plus${first}('one')`);
    expect(refused.reply['evalue']).toMatch(/'string' is not assignable to parameter of type 'number'/);
    const { content } = await kernel.client.request('shell', 'complete_request', {
      code: `one${first}.`,
      cursor_pos: `one${first}.`.length,
    });
    expect(content['matches']).toEqual(['n']);
  });

  /** A cell that declares names, declares old ones again or uses those of earlier cells, and what it comes to. */
  function cellOf(number: number, random: Random): [code: string, value: number] {
    const older = earlier.length ? random.pick(earlier) : undefined;
    if (older === undefined || random.chance(0.4)) {
      earlier.push(number);
      const code = `interface One${number} { n: number }
const one${number}: One${number} = await Promise.resolve({ n: ${number} })
function plus${number}(n: number) { return n + one${number}.n }
plus${number}(1)`;
      return [code, number + 1];
    }
    if (random.chance(0.3)) return [`let again = ${number}; const get = () => again; get()`, number];
    if (random.chance(0.5))
      return [`const sum${number} = plus${older}(${number}); sum${number}`, older + number];
    return [`const o: One${older} = one${older}; o.n`, older];
  }
});

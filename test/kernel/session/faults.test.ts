import { setTimeout as delay } from 'node:timers/promises';
import { TestKernel } from '../../support/kernel.ts';
import { descendants, gone } from '../../support/processes.ts';
import { Random, seeds } from '../../support/seeds.ts';
import { until } from '../../support/until.ts';
import { nastyCells } from './nasty-cells.ts';

const cellsOfASeed = 20;

describe('whatever cells do', () => {
  it.each(seeds)(
    'each gets one reply and one idle, in order, and the kernel goes on (seed %i)',
    async seed => {
      const random = new Random(seed);
      const kernel = await TestKernel.start();
      const idle: string[] = [];
      kernel.client.onPublished(({ header, parent, content }) => {
        if (header.msg_type === 'status' && content['execution_state'] === 'idle') idle.push(parent.msg_id!);
      });
      const asked: string[] = [];
      kernel.client.onPublished(({ header, parent }) => {
        if (header.msg_type === 'execute_input') asked.push(parent.msg_id!);
      });
      try {
        for (let ran = 0; ran < cellsOfASeed; ) {
          const batch = Array.from({ length: random.int(1, 3) }, () => random.pick(nastyCells));
          ran += batch.length;
          const stopOnError = random.chance(0.5);
          const answers = batch.map(code => kernel.run(code, { stopOnError }));
          await interruptUntil(kernel, Promise.all(answers), random.int(0, 300));
          for (const { reply } of await Promise.all(answers))
            expect(reply['status']).toMatch(/ok|error|aborted/);
        }
        await kernel.client.interrupt();
        // A process may still be ending, and then says so in this cell; the next one is a cell as any.
        await kernel.run('1');
        expect((await kernel.run('1 + 1')).value).toBe('2');
        await until(() => asked.every(id => idle.includes(id)));
        for (const id of asked) expect(idle.filter(one => one === id)).toHaveLength(1);
        expect(idle.filter(id => asked.includes(id))).toEqual(asked);
      } finally {
        const processes = await descendants(kernel.launched.process.pid!);
        await kernel.close();
        await Promise.all(processes.map(gone));
      }
    },
    120_000,
  );
});

/** Interrupts after a while, and again as long as the cells need it. */
async function interruptUntil(kernel: TestKernel, end: Promise<unknown>, patience: number): Promise<void> {
  let isOver = false;
  void end.then(() => {
    isOver = true;
  });
  for (let wait = patience; !isOver; wait = 1000) {
    await Promise.race([end, delay(wait)]);
    if (!isOver) await kernel.client.interrupt();
  }
}

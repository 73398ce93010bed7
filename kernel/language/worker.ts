/** The worker thread of the language: answers the host's calls one after the other; see `host.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { Assistant } from './assistant.js';
import type { Call, Reply, WorkerStart } from './calls.js';
import { LanguageCore } from './core.js';

const port = parentPort!;
const { root, options, committed } = workerData as WorkerStart;
const core = new LanguageCore(root, options, committed);
const assistant = new Assistant(core.workspace);

const answers: { [method in Call['method']]: (...args: never[]) => unknown } = {
  prepare: (code: string, cell: number) => core.prepare(code, cell),
  commit: (cell: number) => {
    assistant.filesChanged(core.commit(cell));
    // Only now, so that it does not take the processor from the first cell.
    assistant.warm();
  },
  complete: (code: string, cursor: number) => assistant.complete(code, cursor),
  inspect: (code: string, cursor: number) => assistant.inspect(code, cursor),
  isComplete: (code: string) => core.isComplete(code),
  reset: () => assistant.filesChanged(core.reset()),
  close: async () => {
    core.close();
    await assistant.close();
    port.close();
  },
};

function reply(message: Reply): void {
  port.postMessage(message);
}

port.on('message', async ({ id, method, args }: Call) => {
  // What a commit changes is in order before the next call is read; nobody has to wait for it.
  const answered = method === 'commit';
  if (answered) reply({ id, result: undefined });
  try {
    const result = await answers[method](...(args as never[]));
    if (!answered) reply({ id, result });
  } catch (error) {
    // A commit that failed is made up for by the next check, which starts TypeScript anew.
    if (!answered) reply({ id, failure: (error as Error).message, cause: (error as Error).cause });
  }
});

reply({ id: 0, result: undefined });

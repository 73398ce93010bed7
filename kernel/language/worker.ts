/** The worker thread of the language: answers the host's calls one after the other; see `host.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Call, Reply, ViewChange, WorkerStart } from './calls.js';
import { Checker } from './check/checker.js';
import { Priming } from './check/priming.js';
import { Workspace } from './check/workspace.js';

const port = parentPort!;
const { root, options, committed } = workerData as WorkerStart;
const workspace = new Workspace(root, options);
const checker = new Checker(workspace, typescript => reply({ typescript }));
const { userConfig, baseConfig } = workspace;
const config = userConfig ?? (options.compilerOptions && baseConfig);
workspace.open(config === undefined ? {} : checker.optionsIn(config));
checker.open();
// TypeScript reads its libraries while the rest is loaded.
const { LanguageCore } = await import('./core.js');
const core = new LanguageCore(workspace, checker, options.folder, committed);

const priming = new Priming(options.folder, specifier => core.prime(specifier));

const answers: { [method in Call['method']]: (...args: never[]) => unknown } = {
  prepare: (code: string, cell: number) => core.prepare(code, cell),
  commit: (cell: number) => core.commit(cell),
  reset: () => core.reset(),
  prime: (specifiers: string[]) => priming.want(specifiers),
  close: () => {
    core.close();
    port.close();
  },
};

function reply(message: Reply): void {
  port.postMessage(message);
}

port.on('message', ({ id, method, args }: Call) => {
  try {
    const result = answers[method](...(args as never[]));
    reply({ id, result });
    // In order before the next call is read; nobody has to wait for it.
    if (method === 'commit' || method === 'reset') core.renew(result as ViewChange);
    // Not before the first cell has run.
    if (method === 'commit') priming.wantDependencies();
  } catch (error) {
    reply({ id, failure: (error as Error).message, cause: (error as Error).cause });
  }
  priming.rest();
});

reply({ id: 0, result: core.view });

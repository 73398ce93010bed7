import { Worker } from 'node:worker_threads';

interface Waiting {
  resolve(png: Uint8Array): void;
  reject(error: Error): void;
}

type Answer = { id: number; png: Uint8Array } | { id: number; error: string };

/** The thread that draws; it starts with the first chart, because it loads large libraries. */
let worker: Worker | undefined;
const waiting = new Map<number, Waiting>();
let count = 0;

/**
 * Draws a Vega-Lite specification as a PNG of twice its size in pixels, on a thread of its own. The thread keeps the process
 * alive only while it draws.
 */
export function chartPng(spec: object): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const id = ++count;
    waiting.set(id, { resolve, reject });
    worker ??= start();
    worker.ref();
    worker.postMessage({ id, spec });
  });
}

function start(): Worker {
  // Flags of this process (--input-type, inspectors) are not for the thread.
  const thread = new Worker(new URL('./chart-worker.js', import.meta.url), { execArgv: [] });
  thread.on('message', (answer: Answer) => {
    const { resolve, reject } = waiting.get(answer.id)!;
    waiting.delete(answer.id);
    if (waiting.size === 0) thread.unref();
    if ('png' in answer) resolve(answer.png);
    else reject(new Error(answer.error));
  });
  thread.on('error', error => stopped(error));
  thread.on('exit', code => stopped(new Error(`The thread that draws charts ended with code ${code}.`)));
  return thread;
}

/** The next chart starts another thread. */
function stopped(error: Error): void {
  worker = undefined;
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
}

import { Worker } from 'node:worker_threads';
import { moduleUrl } from '../../model/package-root.js';

/** A chart as pictures. */
export interface Still {
  /** At twice the size in pixels. */
  readonly png: Uint8Array;
  readonly svg: string;
}

interface Waiting {
  resolve(still: Still): void;
  reject(error: Error): void;
}

type Answer = { id: number; still: Still } | { id: number; error: string };

/** The thread that draws; it starts with the first chart, because it loads large libraries. */
let worker: Worker | undefined;
const waiting = new Map<number, Waiting>();
let count = 0;

/**
 * Draws a Vega-Lite specification, or an SVG picture, on a thread of its own. The thread keeps the process alive only while it
 * draws.
 */
export function still(what: object | string): Promise<Still> {
  return new Promise((resolve, reject) => {
    const id = ++count;
    waiting.set(id, { resolve, reject });
    worker ??= start();
    worker.ref();
    worker.postMessage({ id, what });
  });
}

function start(): Worker {
  // Flags of this process (--input-type, inspectors) are not for the thread.
  const thread = new Worker(moduleUrl('lib/display/chart/worker.js'), { execArgv: [] });
  thread.on('message', (answer: Answer) => {
    const { resolve, reject } = waiting.get(answer.id)!;
    waiting.delete(answer.id);
    if (waiting.size === 0) thread.unref();
    if ('still' in answer) resolve(answer.still);
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

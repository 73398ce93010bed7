import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { asyncStackKey } from './async-stack.js';
import { eventFd } from './event-writer.js';
import { shared, type WatcherData } from './interrupts.js';
import { owners, TextBatch } from './text-batch.js';

const { state, fd, batch: memory } = workerData as WatcherData;
/** How long the main thread may take to answer before it counts as busy, in milliseconds. */
const answerTime = 30;
/** Within this time a stopped main thread answers, in milliseconds. */
const stopTime = 100;
/** How often a main thread that stays busy is stopped again. */
const attempts = 20;
/** How often gathered text is sent, in milliseconds. */
const outputInterval = 10;

const kernel = createInterface({ input: new Socket({ fd, readable: true, writable: false }) });
kernel.on('line', order => void interrupt(Number(order)));
// The kernel process is gone: end this process and what it started, even if the main thread is busy.
kernel.on('close', () => process.kill(0, 'SIGKILL'));

const batch = new TextBatch(owners.watcher, memory);
parentPort!.on('message', () => {
  const timer = setInterval(() => {
    batch.trySend(eventFd);
    if (batch.unwatch()) clearInterval(timer);
  }, outputInterval);
});

/** Tells the main thread to end what was started up to a command; while it does not listen, stops what it runs. */
async function interrupt(order: number): Promise<void> {
  Atomics.store(state, shared.asked, order);
  const before = Atomics.load(state, shared.answers);
  const answered = async (time: number): Promise<boolean> => {
    const deadline = performance.now() + time;
    while (Atomics.load(state, shared.answers) === before && performance.now() < deadline) await delay(2);
    return Atomics.load(state, shared.answers) !== before;
  };
  parentPort!.postMessage(order);
  if (await answered(answerTime)) return;
  for (let attempt = 0; attempt < attempts; attempt++) {
    // Stopping did not help, so the main thread waits for a child process: ask those to end, as Ctrl-C does.
    if (attempt > 0) process.kill(0, 'SIGINT');
    const inspector = new Session();
    inspector.connectToMainThread();
    Atomics.store(state, shared.stopped, 1);
    stopMainThread(inspector);
    const stopped = await answered(stopTime);
    inspector.disconnect();
    if (stopped) return;
  }
}

/** Unwinds all JavaScript of the main thread; no code there can catch it. Its state stays. */
function stopMainThread(inspector: Session): void {
  // Both are carried out in the middle of what runs. Their answers come when it has stopped, if ever.
  inspector.post('Runtime.evaluate', { expression: `globalThis[Symbol.for('${asyncStackKey}')].suspend()` });
  inspector.post('Runtime.terminateExecution');
}

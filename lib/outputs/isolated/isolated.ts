import { Worker } from 'node:worker_threads';
import { stopSignal } from '../../display/stop-signal.js';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { TooLargeError } from '../../errors/too-large-error.js';
import { UnknownFormatError } from '../../errors/unknown-format-error.js';
import { moduleUrl } from '../../model/package-root.js';
import type { IsolatedAnswer, IsolatedCall } from './thread.js';

/** No file takes longer, in milliseconds; one that does was made to. */
const longest = 300_000;
const known = { MalformedFileError, TooLargeError, UnknownFormatError };

let thread: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Calls a function of a module in a thread of its own: libraries that read intricate formats can be stopped there whatever
 * they do, and neither block the cell nor take the session with them. Calls run one after the other. The thread stays for the
 * next call and keeps no process alive.
 *
 * @param module where the function is exported; its arguments and its result are copied
 * @param title how messages call the file
 * @param signal ends the call; so does an interrupt of the cell
 * @throws MalformedFileError when the function fails, the thread breaks, or it takes more than five minutes
 */
export async function isolated<Result>(
  module: URL,
  name: string,
  args: readonly unknown[],
  title: string,
  signal?: AbortSignal,
): Promise<Result> {
  const stop = stopSignal(signal);
  const result = last.then(() => called({ module: module.href, name, args }, title, stop));
  last = result.catch(() => {});
  return (await result) as Result;
}

async function called(call: IsolatedCall, title: string, signal: AbortSignal | undefined): Promise<unknown> {
  signal?.throwIfAborted();
  thread ??= started();
  const running = thread;
  running.ref();
  const answer = await answerOf(running, call, signal).catch(async error => {
    await drop(running);
    throw signal?.aborted ? error : unreadable(title, error);
  });
  running.unref();
  if ('value' in answer) return answer.value;
  // WebAssembly that trapped is broken inside; any other error is a library's own word.
  if (answer.kind === 'RuntimeError') await drop(running);
  const Known = known[answer.kind as keyof typeof known];
  throw Known ? new Known(answer.message) : unreadable(title, answer);
}

/** Ends a thread that cannot be trusted any more: the next call gets another. */
async function drop(running: Worker): Promise<void> {
  thread = undefined;
  await running.terminate();
}

function unreadable(title: string, cause: { readonly message: string }): MalformedFileError {
  return new MalformedFileError(`${title} could not be read: ${cause.message}`, { cause });
}

function answerOf(
  running: Worker,
  call: IsolatedCall,
  signal: AbortSignal | undefined,
): Promise<IsolatedAnswer> {
  let end = () => {};
  const answer = new Promise<IsolatedAnswer>((resolve, reject) => {
    const exited = (code: number) => reject(new Error(`its reader ended with code ${code}.`));
    const aborted = () => reject(signal?.reason);
    const timer = setTimeout(() => reject(new Error('it took more than five minutes.')), longest);
    running.once('message', resolve).once('error', reject).once('exit', exited);
    signal?.addEventListener('abort', aborted);
    end = () => {
      clearTimeout(timer);
      running.off('message', resolve).off('error', reject).off('exit', exited);
      signal?.removeEventListener('abort', aborted);
    };
    running.postMessage(call);
  });
  return answer.finally(() => end());
}

function started(): Worker {
  const worker = new Worker(moduleUrl('lib/outputs/isolated/thread.js'), {
    // Flags of this process (--input-type, inspectors) are not for the thread.
    execArgv: [],
    // A package for threads in browsers and here (web-worker) looks into this for what to run.
    workerData: {},
  });
  const gone = () => {
    if (thread === worker) thread = undefined;
  };
  worker.on('error', gone).on('exit', gone);
  worker.unref();
  return worker;
}

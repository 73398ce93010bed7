import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { encodeCommand } from './commands.js';
import { EventReader, markLength } from './event-frames.js';
import { brokenExitCode, type SessionArguments, type SessionCommand, type SessionEvent } from './events.js';

/** How to start a session process. */
export interface SessionProcessOptions {
  readonly folder: string;
  /** Absolute path of a module whose exports cells see. */
  readonly preload?: string | undefined;
}

/** Told while a session process lives. */
export interface SessionProcessEvents {
  event(event: SessionEvent): void;
  /** Text that child processes or native code wrote. */
  raw(name: 'stdout' | 'stderr', text: string): void;
}

/** How long output that was written before the end may take to arrive, in milliseconds. */
const lastOutputTime = 250;
/** Within this time after its pipes the end of a process is known, in milliseconds. */
const exitTime = 1000;
const brokenReason = 'A cell replaced a part of JavaScript or Node that the kernel needs.';

/** One process that runs cells. It lives in a process group of its own, with what it starts. */
export class SessionProcess {
  /** Resolves when the process has ended and its output has arrived, with a sentence that says how. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #events: SessionProcessEvents;
  readonly #streams: readonly Readable[];
  /** Why the process had to be ended. */
  #lost: string | undefined;

  constructor(options: SessionProcessOptions, events: SessionProcessEvents) {
    this.#events = events;
    const mark = randomBytes(markLength);
    const args: SessionArguments = { mark: mark.toString('hex'), ...options };
    const main = fileURLToPath(new URL('./session-main.js', import.meta.url));
    // Without the flag Node aborts when a timer's callback is interrupted.
    const nodeArgs = ['--no-force-async-hooks-checks', main, JSON.stringify(args)];
    this.#child = spawn(process.execPath, nodeArgs, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    for (const fd of [1, 3, 4] as const) {
      const stream = this.#child.stdio[fd]!;
      // Only what is read from tells that it was closed.
      if (fd !== 1) (stream as Readable).resume();
      // A process that has just ended takes no more; its end is told by `ended`.
      stream.on('error', () => {});
      stream.on('close', () => this.#lose('A cell closed a file descriptor that the kernel needs.'));
    }
    this.#streams = [this.#read('stdout', mark), this.#read('stderr', mark)];
    this.ended = this.#end();
  }

  /** Sends a command; the events of a program or a comm's message follow, the last of them `done`. */
  send(command: SessionCommand): void {
    (this.#child.stdio[3] as Writable).write(encodeCommand(command));
  }

  /** Ends what the commands up to this one have started, and whatever else keeps the thread busy. */
  interrupt(order: number): void {
    (this.#child.stdio[4] as Writable).write(`${order}\n`);
  }

  /** Holds output back; the process is slowed down when it writes more than the system keeps. */
  pause(): void {
    for (const stream of this.#streams) stream.pause();
  }

  /** Lets output go on. */
  resume(): void {
    for (const stream of this.#streams) stream.resume();
  }

  /** Ends the process and what it has started. Idempotent. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group has ended already.
    }
  }

  #read(name: 'stdout' | 'stderr', mark: Buffer): Readable {
    const decoder = new StringDecoder('utf8');
    const reader = new EventReader(mark, {
      event: event => this.#events.event(event),
      raw: bytes => {
        const text = decoder.write(bytes);
        if (text !== '') this.#events.raw(name, text);
      },
      broken: () => this.#lose(brokenReason),
    });
    const stream = this.#child[name]!;
    stream.on('data', chunk => reader.push(chunk as Buffer));
    stream.on('end', () => reader.end());
    return stream;
  }

  /** Ends a process that can't be talked to any more, unless it has just ended by itself. */
  #lose(reason: string): void {
    setTimeout(() => {
      const { exitCode, signalCode } = this.#child;
      if (exitCode !== null || signalCode !== null) return;
      this.#lost = reason;
      this.kill();
    }, exitTime);
  }

  async #end(): Promise<string> {
    const closed = new Promise(resolve => this.#child.once('close', resolve));
    const how = await new Promise<string>(resolve => {
      this.#child.once('error', error => resolve(`The session process did not start: ${error.message}.`));
      this.#child.once('exit', (code, signal) => resolve(this.#lost ?? describeExit(code, signal)));
    });
    // What the session has started ends with it.
    this.kill();
    this.resume();
    await Promise.race([closed, delay(lastOutputTime)]);
    return how;
  }
}

function describeExit(code: number | null, signal: string | null): string {
  if (code === brokenExitCode) return brokenReason;
  if (signal === null) return `The session process ended with exit code ${code}.`;
  const hint = signal === 'SIGKILL' ? ', perhaps by the system for lack of memory' : '';
  return `The session process was ended by ${signal}${hint}.`;
}

import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EventReader, markLength } from './event-frames.js';
import type { SessionArguments, SessionCommand, SessionEvent } from './events.js';

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

/** One process that runs cells. It lives in a process group of its own, with what it starts. */
export class SessionProcess {
  /** Resolves when the process has ended and its output has arrived, with the exit code or the signal's name. */
  readonly ended: Promise<number | string>;
  readonly #child: ChildProcess;
  readonly #events: SessionProcessEvents;
  readonly #streams: readonly Readable[];

  constructor(options: SessionProcessOptions, events: SessionProcessEvents) {
    this.#events = events;
    const mark = randomBytes(markLength);
    const args: SessionArguments = { mark: mark.toString('hex'), ...options };
    this.#child = fork(fileURLToPath(new URL('./session-main.js', import.meta.url)), [JSON.stringify(args)], {
      // Without the flag Node aborts when a timer's callback is interrupted.
      execArgv: ['--no-force-async-hooks-checks'],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      detached: true,
    });
    // A process that has just ended takes no interrupts; its end is told by `ended`.
    this.#child.stdio[4]!.on('error', () => {});
    this.#streams = [this.#read('stdout', mark), this.#read('stderr', mark)];
    this.ended = this.#end();
  }

  /** Sends a command; the events of a program or a comm's message follow, the last of them `done`. */
  send(command: SessionCommand): void {
    this.#child.send(command, error => {
      if (error) this.kill();
    });
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
    });
    const stream = this.#child[name]!;
    stream.on('data', chunk => reader.push(chunk as Buffer));
    stream.on('end', () => reader.end());
    return stream;
  }

  async #end(): Promise<number | string> {
    const closed = new Promise(resolve => this.#child.once('close', resolve));
    const how = await new Promise<number | string>(resolve => {
      this.#child.once('error', error => resolve(error.message));
      this.#child.once('exit', (code, signal) => resolve(signal ?? code ?? 0));
    });
    // What the session has started ends with it.
    this.kill();
    this.resume();
    await Promise.race([closed, delay(lastOutputTime)]);
    return how;
  }
}

import type { Program } from '../language/language.js';
import type { ErrorDescription } from '../language/run/describe-error.js';
import { describeFailure } from './describe-failure.js';
import type { FrontEndMessage, InputReply, Outcome, SessionCommand, SessionEvent } from './events.js';
import { SessionProcess, type SessionProcessOptions } from './session-process.js';

/** Told while a session lives. */
export interface SessionEvents {
  event(event: SessionEvent): void;
  /** Text that child processes or native code wrote. */
  raw(name: 'stdout' | 'stderr', text: string): void;
  /** The process has ended and its variables are gone; what runs next does so in another. If a cell ran, it is told too. */
  restarted(reason: ErrorDescription, wasRunning: boolean): void;
}

/** How long a cell may go on after an interrupt before its process is ended, in milliseconds. */
const interruptTime = 4000;
/** How long what the cell wrote to stderr may take to arrive once the cell is done, in milliseconds. */
const stderrTime = 250;
/** The end of stderr that is searched for the cause of a crash, in UTF-16 units. */
const tailLength = 8192;

interface Running {
  readonly resolve: (outcome: Outcome) => void;
  outcome?: Outcome;
  flushed: boolean;
  timer?: NodeJS.Timeout;
}

/** The process that ran the cells has ended. */
export class SessionEndedError extends Error {
  override readonly name = 'SessionEndedError';
  readonly code = 'session-ended';
}

/** Runs programs in a process that is replaced when it ends. */
export class Session {
  readonly #options: SessionProcessOptions;
  readonly #events: SessionEvents;
  #process: SessionProcess;
  /** By the number of its program. */
  readonly #running = new Map<number, Running>();
  /** How many commands have been sent. */
  #order = 0;
  #stderrTail = '';
  #unresponsive = false;
  /** False if the process has ended and no other was started: it has not run anything, so the next may fare no better. */
  #isAlive = true;
  #hasRun = false;
  #disposed = false;

  /** Starts the first process, so that it is warm when the first cell comes. */
  constructor(options: SessionProcessOptions, events: SessionEvents) {
    this.#options = options;
    this.#events = events;
    this.#process = this.#start();
  }

  /**
   * Runs a program to its end; resolves when all of its output has been told. A program that is run while another waits
   * goes on beside it.
   */
  run(program: Program, how: { wantsValue: boolean; takesInput: boolean }): Promise<Outcome> {
    return this.#perform(program.cell, { type: 'run', order: ++this.#order, program, ...how });
  }

  /** Hands a comm's message to whoever listens; resolves when they have handled it. `cell` is a number of its own. */
  handle(message: FrontEndMessage, cell: number): Promise<Outcome> {
    return this.#perform(cell, { type: 'comm', order: ++this.#order, cell, message });
  }

  /** Hands a cell what was typed. */
  answer(id: number, value: string): void {
    this.#process.send({ type: 'input', id, value } satisfies InputReply);
  }

  /** Ends all that runs, with an InterruptedError; the variables stay, unless nothing but ending the process helps. */
  interrupt(): void {
    this.#process.interrupt(this.#order);
    this.#process.resume();
    for (const running of this.#running.values()) {
      // Who asks again and again does not wait any longer.
      if (running.outcome || running.timer) continue;
      running.timer = setTimeout(() => {
        this.#unresponsive = true;
        this.#process.kill();
      }, interruptTime);
    }
  }

  /** Holds output back, which slows the cell down. */
  pause(): void {
    // A process that waits to write can't hear of an interrupt.
    for (const { timer } of this.#running.values()) if (timer) return;
    this.#process.pause();
  }

  /** Lets output go on. */
  resume(): void {
    this.#process.resume();
  }

  /** Ends the process and what it has started. Idempotent. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#process.kill();
    await this.#process.ended;
  }

  #perform(cell: number, command: SessionCommand): Promise<Outcome> {
    return new Promise(resolve => {
      this.#running.set(cell, { resolve, flushed: false });
      if (!this.#isAlive) this.#process = this.#start();
      this.#hasRun = true;
      this.#process.send(command);
    });
  }

  #start(): SessionProcess {
    this.#isAlive = true;
    this.#hasRun = false;
    const process = new SessionProcess(this.#options, {
      event: event => this.#take(event),
      raw: (name, text) => {
        if (name === 'stderr') this.#stderrTail = (this.#stderrTail + text).slice(-tailLength);
        this.#events.raw(name, text);
      },
    });
    void process.ended.then(how => this.#replace(how));
    return process;
  }

  #take(event: SessionEvent): void {
    if (event.type !== 'done' && event.type !== 'flushed') {
      this.#events.event(event);
      return;
    }
    const running = this.#running.get(event.cell);
    if (!running) return;
    if (event.type === 'flushed') running.flushed = true;
    else {
      running.outcome = event.outcome;
      clearTimeout(running.timer);
      // A cell that closed its stderr gets no end of it.
      running.timer = setTimeout(() => this.#finish(event.cell, event.outcome), stderrTime);
    }
    if (running.outcome && running.flushed) this.#finish(event.cell, running.outcome);
  }

  #finish(cell: number, outcome: Outcome): void {
    const running = this.#running.get(cell);
    if (!running) return;
    clearTimeout(running.timer);
    this.#running.delete(cell);
    running.resolve(outcome);
  }

  #replace(how: string): void {
    if (this.#disposed) return;
    const reason = describeFailure(
      new SessionEndedError(
        `${this.#describeEnd(how)} Its variables are gone; the next cell runs in a new session.`,
      ),
    );
    this.#stderrTail = '';
    this.#unresponsive = false;
    this.#isAlive = false;
    if (this.#hasRun) this.#process = this.#start();
    this.#events.restarted(reason, this.#running.size > 0);
    for (const cell of this.#running.keys()) this.#finish(cell, { status: 'error', error: reason });
  }

  #describeEnd(how: string): string {
    if (this.#unresponsive) {
      return `The cell did not stop within ${interruptTime / 1000} s of the interrupt, so the session process was ended.`;
    }
    if (this.#stderrTail.includes('JavaScript heap out of memory')) {
      return 'The session process ran out of memory: keep less in variables, or set NODE_OPTIONS=--max-old-space-size=<MB> and restart.';
    }
    return how;
  }
}

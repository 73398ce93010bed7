import { randomUUID } from 'node:crypto';
import type { Message } from '../wire/message.js';

/** A request names a subshell that was not made, or is gone. */
export class UnknownSubshellError extends Error {
  override readonly name = 'UnknownSubshellError';
  readonly code = 'unknown-subshell';

  constructor(id: string) {
    super(`There is no subshell ${id}. Ask for one by create_subshell_request`);
  }
}

/** The execute requests of one shell: handled one at a time, in order. */
export class Shell {
  readonly #execute: (message: Message, shell: Shell) => Promise<void>;
  readonly #waiting: Message[] = [];
  #isExecuting = false;

  constructor(execute: (message: Message, shell: Shell) => Promise<void>) {
    this.#execute = execute;
  }

  /** Handles a request after those that were pushed before. */
  push(message: Message): void {
    this.#waiting.push(message);
    if (!this.#isExecuting) void this.#executeAll();
  }

  /** Empties the queue; returns what was in it. */
  takeWaiting(): Message[] {
    return this.#waiting.splice(0);
  }

  async #executeAll(): Promise<void> {
    this.#isExecuting = true;
    for (let message = this.#waiting.shift(); message; message = this.#waiting.shift()) {
      await this.#execute(message, this);
    }
    this.#isExecuting = false;
  }
}

/**
 * The main shell and its subshells (https://jupyter.org/enhancement-proposals/91-kernel-subshells/kernel-subshells.html).
 * All run in the same session process: code of one goes on while that of the others awaits.
 */
export class Shells {
  readonly #execute: (message: Message, shell: Shell) => Promise<void>;
  readonly #main: Shell;
  readonly #subshells = new Map<string, Shell>();

  /** @param execute handles one execute request to its end; never rejects */
  constructor(execute: (message: Message, shell: Shell) => Promise<void>) {
    this.#execute = execute;
    this.#main = new Shell(execute);
  }

  /** The ids of the subshells, the oldest first. */
  get ids(): string[] {
    return [...this.#subshells.keys()];
  }

  /** The shell of this id, if there is one; without an id the main shell. */
  get(id: string | null | undefined): Shell | undefined {
    return id === null || id === undefined ? this.#main : this.#subshells.get(id);
  }

  /** Makes a subshell; returns its id. */
  create(): string {
    const id = randomUUID();
    this.#subshells.set(id, new Shell(this.#execute));
    return id;
  }

  /** Takes a subshell away; returns the requests that will not be run. What runs in it goes on. @throws UnknownSubshellError */
  delete(id: string): Message[] {
    const shell = this.#subshells.get(id);
    if (!shell) throw new UnknownSubshellError(id);
    this.#subshells.delete(id);
    return shell.takeWaiting();
  }
}

/**
 * What the kernel itself gives to every cell, beside the preload. Cells are checked against the declarations of this file,
 * so it imports nothing. A cell's own declaration of such a name takes its place, as with every global.
 */

/** How to ask for a line of text. */
export interface InputOptions {
  /** True to hide what is typed. @default false */
  readonly password?: boolean;
}

/** What travels with a message of a comm beside its data. */
export interface CommOptions {
  /** The message's metadata, as in `{ version: '2.1.0' }` of a widget. @default {} */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Bytes that are sent as they are, beside the JSON. @default none */
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
}

/** A message of a comm, from the front end. */
export interface CommMessage {
  // biome-ignore lint/suspicious/noExplicitAny: JSON whose shape only its sender and its receiver know.
  readonly data: Record<string, any>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}

/** Called with each message; what it shows and prints belongs to that message. */
export type CommListener = (message: CommMessage) => unknown;

/** One line of communication with a piece of the front end, such as a widget. */
export interface Comm {
  /** What both ends call it. */
  readonly id: string;
  /** What the other end is, as in `jupyter.widget`. */
  readonly target: string;
  /** True once either end has closed it. */
  readonly isClosed: boolean;
  /** Sends a message to the front end. @throws CommClosedError when the comm is closed */
  send(data?: Readonly<Record<string, unknown>>, options?: CommOptions): void;
  /** Calls the listener with each message from the front end; returns a function that ends this. */
  onMessage(listener: CommListener): () => void;
  /** Calls the listener when the front end closes the comm; returns a function that ends this. */
  onClose(listener: CommListener): () => void;
  /** Closes both ends. Idempotent. */
  close(data?: Readonly<Record<string, unknown>>, options?: CommOptions): void;
}

/** The comms of this kernel (https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages). */
export interface Comms {
  /**
   * Opens a comm whose other end is made by the front end, for the target of that name.
   *
   * @example
   * const comm = comms.open('jupyter.widget', { state, buffer_paths: [] }, { metadata: { version: '2.1.0' } })
   */
  open(target: string, data?: Readonly<Record<string, unknown>>, options?: CommOptions): Comm;
  /**
   * Calls the handler with each comm that a front end opens for this target; the handler replaces an earlier one. A comm
   * that a front end opens for a target without handler is closed.
   */
  registerTarget(target: string, handler: (comm: Comm, message: CommMessage) => unknown): void;
  /** Forgets the handler of a target; comms that are open stay so. */
  unregisterTarget(target: string): void;
}

declare global {
  /**
   * Asks the person at the front end for a line of text.
   *
   * @param prompt what stands before the line
   * @returns what was typed
   * @throws StdinNotImplementedError when the front end can't be asked, as in a notebook that a program runs
   * @throws InterruptedError when the cell is interrupted
   * @example
   * const name = await input('name? ')
   * const password = await input('password: ', { password: true })
   */
  function input(prompt?: string, options?: InputOptions): Promise<string>;
  /** Opens comms to the front end, and takes those that it opens: the way in which widgets work. */
  const comms: Comms;
  // biome-ignore lint/suspicious/noRedeclare: the same, under the same name, without an import.
  type Comm = import('./cell-globals.js').Comm;
  // biome-ignore lint/suspicious/noRedeclare: the same, under the same name, without an import.
  type CommMessage = import('./cell-globals.js').CommMessage;
}

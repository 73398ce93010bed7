import { randomUUID } from 'node:crypto';
import type { Comm, CommListener, CommMessage, CommOptions, Comms } from './cell-globals.js';
import type { CommEvent, FrontEndMessage } from './events.js';

/** A message was to be sent on a comm that is closed. */
export class CommClosedError extends Error {
  override readonly name = 'CommClosedError';
  readonly code = 'comm-closed';
}

type Data = Readonly<Record<string, unknown>>;
type Send = (type: CommEvent['message'], content: Data, options: CommOptions | undefined) => void;
type Handler = (comm: Comm, message: CommMessage) => unknown;

/** The cells' `comms`, and the session's end of each. */
export class CommManager implements Comms {
  readonly #send: Send;
  readonly #targets = new Map<string, Handler>();
  readonly #open = new Map<string, SessionComm>();
  #takesWidgets = false;

  /** @param emit tells the kernel process what to publish, for the cell that calls */
  constructor(emit: (event: Omit<CommEvent, 'cell'>) => void) {
    this.#send = (message, content, { metadata = {}, buffers = [] } = {}) =>
      emit({ type: 'comm', message, content, metadata, buffers: buffers.map(base64) });
  }

  open(target: string, data: Data = {}, options?: CommOptions): Comm {
    const id = randomUUID();
    this.#send('comm_open', { comm_id: id, target_name: target, data }, options);
    return this.#add(id, target);
  }

  /** Opens the comm of a widget, if a front end takes widgets. */
  openWidget(data: Data, metadata: Data): Comm | undefined {
    return this.#takesWidgets ? this.open('jupyter.widget', data, { metadata }) : undefined;
  }

  registerTarget(target: string, handler: Handler): void {
    this.#targets.set(target, handler);
  }

  unregisterTarget(target: string): void {
    this.#targets.delete(target);
  }

  /** Handles what a front end sent; rejects with the error of a listener, when all have been called. */
  async take({ type, id, target, data, metadata, buffers }: FrontEndMessage): Promise<void> {
    // With memory of their own, they can be looked at as any type of numbers.
    const message = { data, metadata, buffers: buffers.map(buffer => Uint8Array.from(buffer)) };
    if (type === 'comm_open') await this.#opened(id, target, message);
    else if (type === 'comm_msg') await this.#open.get(id)?.receive(message);
    else await this.#open.get(id)?.closed(message);
  }

  async #opened(id: string, target: string, message: CommMessage): Promise<void> {
    // The first that a page with widgets does is to ask by this comm for those that are there.
    this.#takesWidgets ||= target === 'jupyter.widget.control';
    const comm = this.#add(id, target);
    const handler = this.#targets.get(target);
    if (!handler) return comm.close();
    try {
      await handler(comm, message);
    } catch (error) {
      comm.close();
      throw error;
    }
  }

  #add(id: string, target: string): SessionComm {
    const comm = new SessionComm(id, target, this.#send, () => this.#open.delete(id));
    this.#open.set(id, comm);
    return comm;
  }
}

class SessionComm implements Comm {
  readonly id: string;
  readonly target: string;
  readonly #send: Send;
  readonly #forget: () => void;
  readonly #messageListeners = new Set<CommListener>();
  readonly #closeListeners = new Set<CommListener>();
  #isClosed = false;

  constructor(id: string, target: string, send: Send, forget: () => void) {
    this.id = id;
    this.target = target;
    this.#send = send;
    this.#forget = forget;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(data: Data = {}, options?: CommOptions): void {
    if (this.#isClosed) {
      throw new CommClosedError(
        `The comm ${this.id} of ${this.target} is closed: open another to send a message`,
      );
    }
    this.#send('comm_msg', { comm_id: this.id, data }, options);
  }

  onMessage(listener: CommListener): () => void {
    return added(this.#messageListeners, listener);
  }

  onClose(listener: CommListener): () => void {
    return added(this.#closeListeners, listener);
  }

  close(data: Data = {}, options?: CommOptions): void {
    if (this.#isClosed) return;
    this.#end();
    this.#send('comm_close', { comm_id: this.id, data }, options);
  }

  /** Tells the listeners of a message from the front end. */
  receive(message: CommMessage): Promise<void> {
    return tell(this.#messageListeners, message);
  }

  /** Takes note that the front end has closed its end. */
  closed(message: CommMessage): Promise<void> {
    this.#end();
    return tell(this.#closeListeners, message);
  }

  #end(): void {
    this.#isClosed = true;
    this.#forget();
  }
}

function added(listeners: Set<CommListener>, listener: CommListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls all, whatever one of them throws. */
async function tell(listeners: ReadonlySet<CommListener>, message: CommMessage): Promise<void> {
  const calls = [...listeners].map(async listener => listener(message));
  for (const { reason } of await Promise.allSettled(calls).then(rejected)) throw reason;
}

function rejected(results: readonly PromiseSettledResult<unknown>[]): PromiseRejectedResult[] {
  return results.filter(result => result.status === 'rejected');
}

function base64(buffer: ArrayBuffer | ArrayBufferView): string {
  if (!ArrayBuffer.isView(buffer)) return Buffer.from(buffer).toString('base64');
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength).toString('base64');
}

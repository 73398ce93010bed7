import { randomUUID } from 'node:crypto';
import { Dealer, Subscriber } from 'zeromq';
import { address, type ConnectionInfo } from './connection.js';
import { clientSecurity } from './curve.js';
import type { JsonObject } from './fields.js';
import { decodeMessage, encodeMessage, type Message, newHeader } from './message.js';
import { SendQueue } from './send-queue.js';
import { Signer } from './signer.js';

/** The kernel ended, or the connection was closed, while an answer was awaited. */
export class KernelGoneError extends Error {
  override readonly name = 'KernelGoneError';
  readonly code = 'kernel-gone';
}

/** How to connect. */
export interface ConnectOptions {
  /** How long to wait for the kernel, in milliseconds. @default 30000 */
  readonly timeout?: number;
}

/** Whose queue a request stands in. */
export interface ShellOptions {
  /** The id of a subshell. @default the main shell */
  readonly subshell?: string;
}

/** What code asks of the person at the front end. */
export interface InputQuestion {
  readonly prompt: string;
  /** True if what is typed must not be shown. */
  readonly password: boolean;
}

/** How to run code. */
export interface ExecuteOptions extends ShellOptions {
  /** Called with each publication that the code caused, in order: stream, display_data, execute_result, error, … */
  readonly onOutput?: (message: Message) => void;
  /** @default false */
  readonly silent?: boolean;
  /** @default true */
  readonly storeHistory?: boolean;
  /** @default true */
  readonly stopOnError?: boolean;
  /** Gives a line of text when the code asks for it. @default the code is told that it can't ask */
  readonly onInput?: (question: InputQuestion) => string | Promise<string>;
  /** Expressions to evaluate after the code; their bundles are in the reply. @default {} */
  readonly userExpressions?: Readonly<Record<string, string>>;
}

/** What a message has beside its content. */
export interface MessageParts {
  /** @default {} */
  readonly metadata?: JsonObject;
  /** @default none */
  readonly buffers?: readonly Uint8Array[];
}

type AskingChannel = 'shell' | 'control' | 'stdin';

interface Pending {
  readonly onOutput?: ((message: Message) => void) | undefined;
  readonly onInput?: ExecuteOptions['onInput'] | undefined;
  reply?: Message;
  idle: boolean;
  resolve(reply: Message): void;
  reject(error: Error): void;
}

/** A front end: the other side of {@link KernelSockets}. */
export class KernelClient {
  readonly #signer: Signer;
  readonly #session = randomUUID();
  readonly #dealers: Record<AskingChannel, Dealer>;
  readonly #iopub: Subscriber;
  readonly #queues: Record<AskingChannel, SendQueue>;
  readonly #pending = new Map<string, Pending>();
  readonly #listeners = new Set<(message: Message) => void>();
  /** Why the last message that was not taken was not: the other end has another key, say. */
  #dropped: unknown;
  #gone: KernelGoneError | undefined;

  /**
   * Connects and waits until the kernel's output arrives here.
   *
   * @throws KernelGoneError when the kernel does not answer in time.
   */
  static async connect(info: ConnectionInfo, options: ConnectOptions = {}): Promise<KernelClient> {
    const client = new KernelClient(info);
    const timeout = options.timeout ?? 30_000;
    const timer = setTimeout(() => {
      const message = `The kernel did not answer within ${timeout / 1000} s. Is the machine busy? Start it again`;
      client.close(new KernelGoneError(message, { cause: client.#dropped }));
    }, timeout);
    try {
      await client.#welcomed();
      return client;
    } finally {
      clearTimeout(timer);
    }
  }

  private constructor(info: ConnectionInfo) {
    this.#signer = new Signer(info.key);
    // One name on all: the kernel asks whoever has sent a cell by the same name.
    const options = { linger: 0, reconnectInterval: 10, ...clientSecurity(info) };
    const dealer = () => new Dealer({ ...options, routingId: this.#session });
    this.#iopub = new Subscriber({ ...options, receiveHighWaterMark: 0 });
    this.#dealers = { shell: dealer(), control: dealer(), stdin: dealer() };
    // What can't be sent any more is answered by close().
    const queue = (dealer: Dealer) => new SendQueue(dealer, () => {});
    const { shell, control, stdin } = this.#dealers;
    this.#queues = { shell: queue(shell), control: queue(control), stdin: queue(stdin) };
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      this.#dealers[channel].connect(address(info, channel));
      const take = (message: Message) =>
        channel === 'stdin' ? void this.#takeQuestion(message) : this.#takeReply(message);
      void this.#receive(this.#dealers[channel], take);
    }
    this.#iopub.connect(address(info, 'iopub'));
    void this.#receive(this.#iopub, message => this.#takeOutput(message));
  }

  /**
   * Runs code and resolves with its execute_reply when all of its output has arrived.
   *
   * @throws KernelGoneError when the kernel ends first.
   */
  execute(code: string, options: ExecuteOptions = {}): Promise<Message> {
    const content = {
      code,
      silent: options.silent ?? false,
      store_history: options.storeHistory ?? true,
      user_expressions: options.userExpressions ?? {},
      allow_stdin: options.onInput !== undefined,
      stop_on_error: options.stopOnError ?? true,
    };
    return this.#ask('shell', 'execute_request', content, options);
  }

  /**
   * Sends any request and resolves with its reply.
   *
   * @throws KernelGoneError when the kernel ends first.
   */
  request(
    channel: 'shell' | 'control',
    type: string,
    content: JsonObject = {},
    options: ShellOptions = {},
  ): Promise<Message> {
    return this.#ask(channel, type, content, options);
  }

  /** Sends a message that has no reply, such as comm_open; returns its id. */
  tell(type: string, content: JsonObject, parts: MessageParts = {}): string {
    return this.#send('shell', type, content, parts);
  }

  /** Calls `listener` with everything the kernel publishes, whoever caused it; returns a function that ends this. */
  onPublished(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops the code that runs; resolves when the kernel has taken notice, before the code has ended. */
  async interrupt(): Promise<void> {
    await this.request('control', 'interrupt_request');
  }

  /** Closes the connection; whoever waits for an answer gets `reason`. Idempotent. The kernel goes on. */
  close(
    reason = new KernelGoneError('The connection to the kernel was closed. Connect again to go on'),
  ): void {
    if (this.#gone) return;
    this.#gone = reason;
    for (const socket of [...Object.values(this.#dealers), this.#iopub]) socket.close();
    for (const pending of this.#pending.values()) pending.reject(reason);
    this.#pending.clear();
  }

  /** Subscribes and waits for the kernel's welcome: what it publishes from then on arrives. */
  #welcomed(): Promise<void> {
    return new Promise((resolve, reject) => {
      // The pending map is what close() empties, so a kernel that never answers rejects this too.
      const wait = { idle: false, resolve: () => resolve(), reject };
      this.#pending.set('', wait);
      const stop = this.onPublished(message => {
        if (message.header.msg_type !== 'iopub_welcome') return;
        stop();
        this.#pending.delete('');
        resolve();
      });
      this.#iopub.subscribe();
    });
  }

  #ask(
    channel: 'shell' | 'control',
    type: string,
    content: JsonObject,
    { subshell, onOutput, onInput }: Pick<ExecuteOptions, 'subshell' | 'onOutput' | 'onInput'>,
  ): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.#gone) return reject(this.#gone);
      const id = this.#send(
        channel,
        type,
        content,
        {},
        subshell === undefined ? {} : { subshell_id: subshell },
      );
      this.#pending.set(id, { onOutput, onInput, idle: false, resolve, reject });
    });
  }

  #send(
    channel: AskingChannel,
    type: string,
    content: JsonObject,
    { metadata = {}, buffers = [] }: MessageParts = {},
    { parent = {}, ...extra }: { parent?: Message['parent']; subshell_id?: string } = {},
  ): string {
    const header = { ...newHeader(type, this.#session), ...extra };
    const message = { identities: [], header, parent, metadata, content, buffers };
    this.#queues[channel].push(encodeMessage(message, this.#signer));
    return header.msg_id;
  }

  async #receive(socket: Dealer | Subscriber, take: (message: Message) => void): Promise<void> {
    for await (const frames of socket) {
      let message: Message;
      try {
        message = decodeMessage(frames, this.#signer);
      } catch (error) {
        this.#dropped = error;
        continue;
      }
      take(message);
    }
  }

  #takeReply(reply: Message): void {
    const id = reply.parent.msg_id ?? '';
    const pending = this.#pending.get(id);
    if (!pending) return;
    pending.reply = reply;
    this.#settle(id, pending);
  }

  async #takeQuestion({ header, parent, content }: Message): Promise<void> {
    const pending = this.#pending.get(parent.msg_id ?? '');
    const question = { prompt: String(content['prompt']), password: content['password'] === true };
    try {
      const value = await pending?.onInput?.(question);
      if (value !== undefined)
        this.#send('stdin', 'input_reply', { status: 'ok', value }, {}, { parent: header });
    } catch (error) {
      pending?.reject(error as Error);
    }
  }

  #takeOutput(message: Message): void {
    for (const listener of this.#listeners) listener(message);
    const id = message.parent.msg_id ?? '';
    const pending = this.#pending.get(id);
    if (!pending) return;
    if (message.header.msg_type !== 'status') pending.onOutput?.(message);
    else if (message.content['execution_state'] === 'idle') pending.idle = true;
    this.#settle(id, pending);
  }

  #settle(id: string, pending: Pending): void {
    if (!pending.reply || !pending.idle) return;
    this.#pending.delete(id);
    pending.resolve(pending.reply);
  }
}

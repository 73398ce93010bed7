import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startLanguage } from '../language/host.js';
import type { Language } from '../language/language.js';
import type { ConnectionInfo } from '../wire/connection.js';
import { Fields, type JsonObject } from '../wire/fields.js';
import { type Message, newHeader } from '../wire/message.js';
import { parseExecute, parseHistory } from '../wire/requests.js';
import type { KernelSockets, RequestChannel } from '../wire/sockets.js';
import { CellRunner } from './cell-runner.js';
import { complete, inspect, isComplete } from './code-requests.js';
import { describeFailure } from './describe-failure.js';
import { History } from './history.js';
import { kernelInfo } from './kernel-info.js';
import { type Parent, Publisher } from './publisher.js';

/** How to start a kernel. */
export interface KernelOptions {
  /** The notebook's folder. */
  readonly folder: string;
  /** Absolute path of a module whose exports every cell sees, and of its declarations. */
  readonly preload?: string | undefined;
  readonly types?: string | undefined;
  /** True to check cells without TypeScript's strict options. @default false */
  readonly loose?: boolean | undefined;
}

/** Output that front ends have not taken yet and beyond which the session has to wait, in bytes. */
const fullBacklog = 4 * 1024 * 1024;

/** How long requests that a front end sent in one go may arrive behind each other, in milliseconds. */
const stragglerTime = 20;

/** Answers a request with the content of its reply; without one there is no reply. */
type Handler = (
  content: JsonObject,
  message: Message,
) => JsonObject | undefined | Promise<JsonObject | undefined>;

/** A kernel: receives requests, answers them and publishes what cells show. */
export class Kernel {
  /** Resolves when a front end has asked the kernel to end and all children have ended. */
  readonly closed: Promise<void>;
  readonly #id = randomUUID();
  readonly #publisher: Publisher;
  readonly #history = new History();
  readonly #language: Promise<Language>;
  readonly #runner: CellRunner;
  readonly #queue: Message[] = [];
  #isExecuting = false;
  #isPaused = false;
  #sockets!: KernelSockets;
  #closing: Promise<void> | undefined;
  #resolveClosed!: () => void;

  /**
   * Starts a kernel on a connection.
   *
   * @throws Error of ZeroMQ when an address of the connection can't be used.
   */
  static async start(info: ConnectionInfo, options: KernelOptions): Promise<Kernel> {
    const kernel = new Kernel(options);
    try {
      await kernel.#bind(info);
    } catch (error) {
      await kernel.#endChildren();
      throw error;
    }
    return kernel;
  }

  private constructor({ folder, preload, types, loose }: KernelOptions) {
    this.closed = new Promise(resolve => {
      this.#resolveClosed = resolve;
    });
    this.#publisher = new Publisher(this.#id, message => this.#sockets.send('iopub', message));
    this.#language = startLanguage({
      folder,
      preloadTypes: types,
      compilerOptions: loose ? { strict: false } : undefined,
    });
    // Told by the first cell that needs it.
    this.#language.catch(() => {});
    this.#runner = new CellRunner({
      session: { folder, preload },
      language: this.#language,
      publisher: this.#publisher,
      history: this.#history,
      published: () => this.#limitBacklog(),
    });
  }

  /** Stops what runs, as a front end's interrupt does. */
  interrupt(): void {
    this.#runner.interrupt();
  }

  /** Ends the kernel and all its children. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #bind(info: ConnectionInfo): Promise<void> {
    // Loads ZeroMQ, which takes a while: the children have been started before.
    const { KernelSockets } = await import('../wire/sockets.js');
    this.#sockets = await KernelSockets.bind(info, {
      message: (channel, message) => this.#receive(channel, message),
      subscribed: topic => this.#publisher.publish('iopub_welcome', { subscription: topic }, {}, topic),
      dropped: reason => console.error(`A message was dropped: ${reason.message}`),
    });
    this.#status('starting', {});
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    kernel_info_request: () => kernelInfo,
    complete_request: async content => complete(await this.#language, content),
    inspect_request: async content => inspect(await this.#language, content),
    is_complete_request: async content => isComplete(await this.#language, content),
    history_request: content => ({ status: 'ok', history: this.#history.read(parseHistory(content)) }),
    comm_info_request: () => ({ status: 'ok', comms: {} }),
    // No targets are registered: whoever opens a comm is told that it is closed.
    comm_open: (content, message) => {
      const comm_id = new Fields('comm_open', content).string('comm_id');
      this.#publisher.publish('comm_close', { comm_id, data: {} }, message.header);
      return undefined;
    },
    comm_msg: () => undefined,
    comm_close: () => undefined,
    interrupt_request: () => {
      this.interrupt();
      return { status: 'ok' };
    },
    shutdown_request: content => {
      const restart = new Fields('shutdown_request', content).boolean('restart', false);
      setImmediate(() => this.close());
      return { status: 'ok', restart };
    },
  };

  #receive(channel: RequestChannel, message: Message): void {
    const type = message.header.msg_type;
    if (channel === 'shell' && type === 'execute_request') {
      this.#queue.push(message);
      if (!this.#isExecuting) void this.#executeAll();
      return;
    }
    const handler = Object.hasOwn(this.#handlers, type) ? this.#handlers[type] : undefined;
    if (handler) void this.#answer(channel, message, handler);
    else console.error(`A message of the unknown type ${type} was dropped`);
  }

  /** Runs what is queued, in order. After a failure, what came with it is not run. */
  async #executeAll(): Promise<void> {
    this.#isExecuting = true;
    for (let message = this.#queue.shift(); message; message = this.#queue.shift()) {
      let aborted: Message[] = [];
      await this.#answer('shell', message, async (content, { header }) => {
        const request = parseExecute(content);
        const reply = await this.#runner.execute(request, header);
        if (reply['status'] === 'error' && request.stopOnError) aborted = await this.#takeQueued();
        return reply;
      });
      for (const behind of aborted) await this.#answer('shell', behind, () => this.#runner.aborted());
    }
    this.#isExecuting = false;
  }

  /** Empties the queue; called before the reply, because what comes after it was sent in knowledge of the failure. */
  async #takeQueued(): Promise<Message[]> {
    await delay(stragglerTime);
    return this.#queue.splice(0);
  }

  /** Handles one request between its busy and its idle. */
  async #answer(channel: RequestChannel, message: Message, handler: Handler): Promise<void> {
    const parent = message.header;
    this.#status('busy', parent);
    let reply: JsonObject | undefined;
    try {
      reply = await handler(message.content, message);
    } catch (error) {
      reply = { status: 'error', ...describeFailure(error as Error) };
    }
    if (reply) this.#reply(channel, message, reply);
    this.#status('idle', parent);
    // Front ends show the last status, whosever it is: while a cell runs the kernel is busy.
    const executing = this.#runner.executing;
    if (executing) this.#status('busy', executing);
  }

  #reply(channel: RequestChannel, request: Message, content: JsonObject): void {
    const type = request.header.msg_type.replace(/_request$/, '_reply');
    this.#sockets.send(channel, {
      identities: request.identities,
      header: newHeader(type, this.#id),
      parent: request.header,
      metadata: {},
      content,
      buffers: [],
    });
    // All front ends shall know that the kernel ends.
    if (type === 'shutdown_reply') this.#publisher.publish(type, content, request.header);
  }

  #status(execution_state: 'starting' | 'busy' | 'idle', parent: Parent): void {
    this.#publisher.publish('status', { execution_state }, parent);
  }

  #limitBacklog(): void {
    if (this.#isPaused || this.#sockets.unpublished < fullBacklog) return;
    this.#isPaused = true;
    this.#runner.pauseOutput();
    void this.#sockets.published().then(() => {
      this.#isPaused = false;
      this.#runner.resumeOutput();
    });
  }

  async #close(): Promise<void> {
    await this.#endChildren();
    await this.#sockets.close();
    this.#resolveClosed();
  }

  async #endChildren(): Promise<void> {
    const language = this.#language.then(started => started.dispose()).catch(() => {});
    await Promise.all([this.#runner.dispose(), language]);
  }
}

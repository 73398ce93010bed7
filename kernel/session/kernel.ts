import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Language } from '../language/language.js';
import type { ConnectionInfo } from '../wire/connection.js';
import { Fields, type JsonObject } from '../wire/fields.js';
import { type Message, newHeader } from '../wire/message.js';
import { parseExecute, parseHistory } from '../wire/requests.js';
import type { KernelSockets, RequestChannel } from '../wire/sockets.js';
import { CellRunner } from './cell-runner.js';
import { CodeRequests } from './code-requests.js';
import { describeFailure } from './describe-failure.js';
import { History } from './history.js';
import { InputRequests } from './input-requests.js';
import { kernelInfo } from './kernel-info.js';
import { type Parent, Publisher } from './publisher.js';
import { type Shell, Shells, UnknownSubshellError } from './shells.js';

/** How to start a kernel. */
export interface KernelOptions {
  /** The notebook's folder. */
  readonly folder: string;
  /** The language of the cells; the kernel ends it. */
  readonly language: Promise<Language>;
  /** Where what cells run is kept for later kernels. */
  readonly history: string;
  /** Absolute path of a module whose exports every cell sees. */
  readonly preload?: string | undefined;
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
  readonly #history: History;
  readonly #inputs = new InputRequests(({ request, prompt, password }) =>
    this.#send('stdin', 'input_request', { prompt, password }, request),
  );
  readonly #language: Promise<Language>;
  readonly #code: CodeRequests;
  readonly #runner: CellRunner;
  readonly #shells = new Shells((message, shell) => this.#execute(message, shell));
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

  private constructor({ folder, language, history, preload }: KernelOptions) {
    this.closed = new Promise(resolve => {
      this.#resolveClosed = resolve;
    });
    this.#history = new History(history);
    this.#publisher = new Publisher(this.#id, message => this.#sockets.send('iopub', message));
    this.#language = language;
    this.#code = new CodeRequests(language);
    this.#runner = new CellRunner({
      session: { folder, preload },
      language,
      publisher: this.#publisher,
      history: this.#history,
      inputs: this.#inputs,
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
      subscribed: topic => this.#publisher.publish('iopub_welcome', { subscription: topic }, {}, { topic }),
      dropped: reason => this.#dropped(reason.message),
    });
    this.#status('starting', {});
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    kernel_info_request: () => kernelInfo,
    complete_request: (content, { header }) => this.#code.complete(content, header),
    inspect_request: (content, { header }) => this.#code.inspect(content, header),
    is_complete_request: content => this.#code.isComplete(content),
    history_request: async content => ({
      status: 'ok',
      history: await this.#history.read(parseHistory(content)),
    }),
    comm_info_request: content => {
      const target = new Fields('comm_info_request', content).string('target_name', '');
      return this.#runner.commInfo(target === '' ? undefined : target);
    },
    comm_open: (_, message) => this.#runner.handleComm(message),
    comm_msg: (_, message) => this.#runner.handleComm(message),
    comm_close: (_, message) => this.#runner.handleComm(message),
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

  readonly #controlHandlers: Readonly<Record<string, Handler>> = {
    ...this.#handlers,
    create_subshell_request: () => ({ status: 'ok', subshell_id: this.#shells.create() }),
    list_subshell_request: () => ({ status: 'ok', subshell_id: this.#shells.ids }),
    delete_subshell_request: async content => {
      const id = new Fields('delete_subshell_request', content).string('subshell_id');
      await this.#abort(this.#shells.delete(id));
      return { status: 'ok' };
    },
  };

  readonly #handlersOf: Readonly<Record<RequestChannel, Readonly<Record<string, Handler>>>> = {
    shell: this.#handlers,
    control: this.#controlHandlers,
    stdin: {},
  };

  #receive(channel: RequestChannel, message: Message): void {
    const { msg_type, subshell_id } = message.header;
    if (channel === 'stdin' && msg_type === 'input_reply') {
      this.#inputs.take(message);
      return;
    }
    if (channel === 'shell') {
      const shell = this.#shells.get(subshell_id);
      if (!shell) {
        void this.#answer(channel, message, () => Promise.reject(new UnknownSubshellError(subshell_id!)));
        return;
      }
      if (msg_type === 'execute_request') {
        shell.push(message);
        return;
      }
    }
    const handlers = this.#handlersOf[channel];
    const handler = Object.hasOwn(handlers, msg_type) ? handlers[msg_type] : undefined;
    if (handler) void this.#answer(channel, message, handler);
    else this.#dropped(`${msg_type} is unknown on ${channel}`);
  }

  /** Runs one request. After a failure, what came with it is not run. */
  async #execute(message: Message, shell: Shell): Promise<void> {
    let aborted: Message[] = [];
    await this.#answer('shell', message, async content => {
      const request = parseExecute(content);
      const reply = await this.#runner.execute(request, message);
      if (reply['status'] === 'error' && request.stopOnError && !request.silent) {
        // Before the reply, because what comes after it was sent in knowledge of the failure.
        await delay(stragglerTime);
        aborted = shell.takeWaiting();
      }
      return reply;
    });
    await this.#abort(aborted);
  }

  async #abort(requests: readonly Message[]): Promise<void> {
    // Without a count: front ends would number the cells as if they had run.
    for (const request of requests) await this.#answer('shell', request, () => ({ status: 'aborted' }));
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
    if (reply && parent.msg_type.endsWith('_request')) this.#reply(channel, message, reply);
    else if (reply) this.#dropped(String(reply['evalue']));
    this.#status('idle', parent);
    // Front ends show the last status, whosever it is: while a cell runs the kernel is busy.
    const executing = this.#runner.executing;
    if (executing) this.#status('busy', executing);
  }

  #reply(channel: RequestChannel, request: Message, content: JsonObject): void {
    const type = request.header.msg_type.replace(/_request$/, '_reply');
    this.#send(channel, type, content, request);
    // All front ends shall know that the kernel ends.
    if (type === 'shutdown_reply') this.#publisher.publish(type, content, request.header);
  }

  /** Sends a message to the front end that has sent the request; returns its id. */
  #send(channel: RequestChannel, type: string, content: JsonObject, request: Message): string {
    const header = newHeader(type, this.#id);
    const { identities, header: parent } = request;
    this.#sockets.send(channel, { identities, header, parent, metadata: {}, content, buffers: [] });
    return header.msg_id;
  }

  #dropped(reason: string): void {
    console.error(`A message was dropped: ${reason}`);
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
    await Promise.all([this.#runner.dispose(), language, this.#history.close()]);
  }
}

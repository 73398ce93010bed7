import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { LanguageError } from '../errors.js';
import { nativeTypeScript } from '../native-typescript.js';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** How long a server may say nothing at all though it was asked, in milliseconds. */
const mostSilence = 30_000;

/**
 * A language server as a child process: JSON-RPC in the base protocol of the Language Server Protocol 3.17 over its standard
 * input and output.
 */
export class LanguageServerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #pending = new Map<number, Pending>();
  #received: Buffer = Buffer.alloc(0);
  #requests = 0;
  #silence: NodeJS.Timeout | undefined;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;

  /** @param answer what to say to the server's own requests */
  constructor(folder: string, answer: (method: string, params: unknown) => unknown) {
    this.#child = spawn(nativeTypeScript(), ['--lsp', '--stdio'], { cwd: folder });
    this.#child.stderr.resume();
    // A write to a process that has just died is told by its end.
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.on('data', (data: Buffer) => {
      clearTimeout(this.#silence);
      this.#silence = undefined;
      this.#received = Buffer.concat([this.#received, data]);
      for (let message = this.#next(); message; message = this.#next()) this.#accept(message, answer);
      if (this.#pending.size > 0) this.#watch();
    });
    this.ended = new Promise(resolve => {
      this.#child.once('error', () => resolve());
      this.#child.once('close', () => resolve());
    });
    void this.ended.then(() => {
      for (const { reject } of this.#pending.values())
        reject(new LanguageError('TypeScript’s language server stopped. Ask again.'));
    });
  }

  /**
   * Asks the server; aborting the signal tells it that the answer is not wanted any more.
   *
   * @throws LanguageError if the server refuses or ends, or the signal's reason
   */
  async request(method: string, params: unknown, signal?: AbortSignal): Promise<unknown> {
    const id = ++this.#requests;
    const cancel = () => {
      this.notify('$/cancelRequest', { id });
      this.#pending.get(id)?.reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', cancel);
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(id, { resolve, reject });
        this.#send({ id, method, params });
        this.#watch();
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#pending.delete(id);
    }
  }

  /** Sends what has no answer. */
  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  /** Kills the server, even one that hangs; resolves when it has ended. */
  async stop(): Promise<void> {
    clearTimeout(this.#silence);
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Ends a server that hangs, which is told as any end. */
  #watch(): void {
    this.#silence ??= setTimeout(() => this.#child.kill('SIGKILL'), mostSilence).unref();
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #next(): Message | undefined {
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd === -1) return undefined;
    const length = Number(/Content-Length: (\d+)/i.exec(this.#received.toString('latin1', 0, headEnd))?.[1]);
    const end = headEnd + 4 + length;
    if (this.#received.length < end) return undefined;
    const body = this.#received.toString('utf8', headEnd + 4, end);
    this.#received = this.#received.subarray(end);
    return JSON.parse(body) as Message;
  }

  #accept(
    { id, method, params, result, error }: Message,
    answer: (method: string, params: unknown) => unknown,
  ): void {
    if (method !== undefined) {
      if (id !== undefined) this.#send({ id, result: answer(method, params) ?? null });
      return;
    }
    const pending = this.#pending.get(id!);
    if (error) pending?.reject(new LanguageError(`TypeScript’s language server refused: ${error.message}`));
    else pending?.resolve(result);
  }
}

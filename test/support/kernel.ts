import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecuteOptions } from '../../dist/kernel/wire/client.js';
import { type LaunchedKernel, type LaunchOptions, launchKernel } from '../../dist/kernel/wire/launch.js';
import type { Message } from '../../dist/kernel/wire/message.js';
import { packageRoot } from './tunebook.ts';

export interface TestKernelOptions extends Omit<LaunchOptions, 'folder' | 'preload' | 'types'> {
  /** What its cells see without an import: nothing, or the names of lib/index.ts. @default nothing */
  readonly preload?: 'tunebook';
  /** TUNEBOOK_HOME. Who gives it stops the service there. @default a folder of the kernel's own */
  readonly home?: string;
}

const dist = join(packageRoot, 'dist');

/** What one cell did. */
export interface CellResult {
  readonly status: string;
  readonly reply: Record<string, unknown>;
  /** Publications but execute_input, in order. */
  readonly outputs: readonly { readonly type: string; readonly content: Record<string, unknown> }[];
  readonly stdout: string;
  readonly stderr: string;
  /** text/plain of the execute_result. */
  readonly value: string | undefined;
}

/** A kernel in a temporary folder of its own. */
export class TestKernel {
  readonly folder: string;
  readonly launched: LaunchedKernel;

  static async start({ preload, home, env, ...options }: TestKernelOptions = {}): Promise<TestKernel> {
    const folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
    const launched = await launchKernel({
      ...options,
      ...(preload && {
        preload: join(dist, 'preload', 'index.js'),
        types: join(dist, 'lib', 'index.d.ts'),
      }),
      env: { ...process.env, ...env, TUNEBOOK_HOME: home ?? join(folder, 'home') },
      folder,
    });
    return new TestKernel(folder, launched);
  }

  private constructor(folder: string, launched: LaunchedKernel) {
    this.folder = folder;
    this.launched = launched;
  }

  get client(): LaunchedKernel['client'] {
    return this.launched.client;
  }

  async run(code: string, options: ExecuteOptions = {}): Promise<CellResult> {
    const outputs: { type: string; content: Record<string, unknown> }[] = [];
    const reply = await this.client.execute(code, {
      ...options,
      onOutput: message => {
        options.onOutput?.(message);
        if (message.header.msg_type !== 'execute_input') {
          outputs.push({ type: message.header.msg_type, content: message.content });
        }
      },
    });
    const text = (name: string) =>
      outputs
        .filter(({ type, content }) => type === 'stream' && content['name'] === name)
        .map(({ content }) => content['text'])
        .join('');
    const result = outputs.find(({ type }) => type === 'execute_result')?.content['data'] as
      | Record<string, string>
      | undefined;
    return {
      status: String(reply.content['status']),
      reply: reply.content,
      outputs,
      stdout: text('stdout'),
      stderr: text('stderr'),
      value: result?.['text/plain'],
    };
  }

  /** Resolves with the next publication, of any cell, that `matches`. */
  published(matches: (message: Message) => boolean): Promise<Message> {
    return new Promise(resolve => {
      const stop = this.client.onPublished(message => {
        if (!matches(message)) return;
        stop();
        resolve(message);
      });
    });
  }

  /** Resolves when a cell has printed `text`. */
  async printed(text: string): Promise<Message> {
    return this.published(
      ({ header, content }) => header.msg_type === 'stream' && String(content['text']).includes(text),
    );
  }

  async close(): Promise<void> {
    await this.launched.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

import { dirname, join } from 'node:path';
import { kernelName } from '../../kernel/spec/kernel-spec.js';
import { KernelGoneError } from '../../kernel/wire/client.js';
import { type LaunchedKernel, launchKernel } from '../../kernel/wire/launch.js';
import type { Message } from '../../kernel/wire/message.js';
import { packageRoot } from '../../lib/model/package-root.js';
import { CommandError, exitCodes } from '../command-error.js';
import { CellOutputs } from './cell-outputs.js';
import type { Cell, Notebook, Output } from './format.js';

/** What a run tells while it goes on. */
export interface RunListener {
  cellStarted(cell: Cell, index: number, total: number): void;
  /** A line of text that says how far the running cell is; comes as often as the cell publishes. */
  cellProgress(text: string): void;
  cellEnded(failed: boolean): void;
}

/** How to run a notebook. */
export interface ExecuteOptions {
  /** Path of the notebook: its cells run in its folder. */
  readonly path: string;
  readonly listener: RunListener;
  /** Interrupts the cell that runs, as the stop button of a front end does; no further cell is run. */
  readonly signal: AbortSignal;
}

/** What a run came to. */
export interface Executed {
  /** The notebook with the outputs of the cells that ran; the others have none. */
  readonly notebook: Notebook;
  /** The error that stopped the run, in the words of its traceback. */
  readonly failure?: { readonly cell: number; readonly traceback: string };
}

/**
 * Runs the code cells of a notebook, in order, on a kernel of its own, over its sockets. The first error stops the run,
 * unless the cell has the tag `raises-exception` (the convention of nbconvert).
 *
 * @throws CommandError when the notebook is for another kernel, or when the kernel does not start or ends.
 */
export async function executeNotebook(notebook: Notebook, options: ExecuteOptions): Promise<Executed> {
  checkKernel(notebook, options.path);
  const lib = join(packageRoot, 'dist', 'lib');
  const kernel = await launchKernel({
    folder: dirname(options.path),
    preload: join(lib, 'index.js'),
    types: join(lib, 'index.d.ts'),
    transport: 'tcp',
  }).catch((cause: Error) => {
    throw new CommandError(`The kernel did not start: ${cause.message}.`, exitCodes.failed, { cause });
  });
  const interrupt = () => void kernel.client.interrupt().catch(() => {});
  options.signal.addEventListener('abort', interrupt);
  try {
    return await new Run(kernel, notebook, options).run();
  } finally {
    options.signal.removeEventListener('abort', interrupt);
    await kernel.close();
  }
}

class Run {
  readonly #outputs = new CellOutputs();
  /** By the request that caused them: a display may be updated after its cell has ended. */
  readonly #byRequest = new Map<string, Output[]>();
  #current: Output[] = [];

  constructor(
    private readonly kernel: LaunchedKernel,
    private readonly notebook: Notebook,
    private readonly options: ExecuteOptions,
  ) {}

  async run(): Promise<Executed> {
    const stopListening = this.kernel.client.onPublished(message => this.#take(message));
    const cells = this.notebook.cells.map(cell => (cell.cell_type === 'code' ? blank(cell) : cell));
    const notebook = { ...this.notebook, cells };
    const code = cells.filter(cell => cell.cell_type === 'code' && cell.source.trim() !== '');
    let number = 0;
    try {
      for (const cell of code) {
        if (this.options.signal.aborted) break;
        this.options.listener.cellStarted(cell, number, code.length);
        number += 1;
        const traceback = await this.#runCell(cell);
        const expected = (cell.metadata['tags'] as unknown[] | undefined)?.includes('raises-exception');
        this.options.listener.cellEnded(traceback !== undefined && !expected);
        if (traceback !== undefined && !expected) return { notebook, failure: { cell: number, traceback } };
      }
      return { notebook };
    } catch (cause) {
      if (!(cause instanceof KernelGoneError)) throw cause;
      this.options.listener.cellEnded(true);
      return { notebook, failure: { cell: number, traceback: `${cause.message}.` } };
    } finally {
      stopListening();
    }
  }

  /** Runs one cell; returns the traceback of its error. */
  async #runCell(cell: Cell): Promise<string | undefined> {
    this.#current = cell['outputs'] as Output[];
    const { content } = await this.kernel.client.execute(cell.source);
    cell['execution_count'] = content['execution_count'] ?? null;
    if (content['status'] === 'ok') return undefined;
    const traceback = content['traceback'] as string[] | undefined;
    return (
      traceback?.join('\n') ??
      `${content['ename'] ?? 'Aborted'}: ${content['evalue'] ?? 'the cell did not run'}`
    );
  }

  #take({ header, parent, content }: Message): void {
    const request = parent.msg_id ?? '';
    if (header.msg_type === 'execute_input') this.#byRequest.set(request, this.#current);
    const outputs = this.#byRequest.get(request);
    if (!outputs) return;
    this.#outputs.add(outputs, { type: header.msg_type, content });
    const text = (content['data'] as Record<string, unknown> | undefined)?.['text/plain'] ?? content['text'];
    const line = typeof text === 'string' ? text.trim().split('\n')[0] : undefined;
    if (line) this.options.listener.cellProgress(line);
  }
}

function blank(cell: Cell): Cell {
  return { ...cell, execution_count: null, outputs: [] as Output[] };
}

function checkKernel(notebook: Notebook, path: string): void {
  const spec = notebook.metadata['kernelspec'] as { name?: unknown; language?: unknown } | undefined;
  if (!spec || spec.name === kernelName || spec.language === 'typescript') return;
  throw new CommandError(
    `${path} is for the kernel "${spec.name}", and tunebook runs TypeScript notebooks. \`jupyter execute\` runs it.`,
    exitCodes.usage,
  );
}

#!/usr/bin/env node
/**
 * The kernel process: `main.js <connection file> [--preload <module.js>] [--types <index.d.ts>] [--loose]`. With `--loose`
 * cells are checked as tslab checks them, without TypeScript's strict options. Arguments that it does not know are ignored, because `jupyter run` adds
 * one. The working directory is the notebook's folder.
 */
import { parseArgs } from 'node:util';
import { historyFolder } from './session/history-folder.js';
import type { Kernel } from './session/kernel.js';
import { startKernelLanguage } from './session/kernel-language.js';

/** How often the kernel looks whether the front end that started it still lives, in milliseconds. */
const parentInterval = 1000;

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  // The language that was started with it ends, too.
  process.exit(1);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: { preload: { type: 'string' }, types: { type: 'string' }, loose: { type: 'boolean' } },
  });
  const [connectionFile] = positionals;
  if (connectionFile === undefined)
    throw new Error('Usage: main.js <connection file> [--preload FILE] [--types FILE] [--loose]');
  const folder = process.cwd();
  // First, because TypeScript takes longest to start; what else the kernel is made of is loaded meanwhile.
  const language = startKernelLanguage({
    folder,
    types: text(values.types),
    isLoose: values.loose === true,
  });
  // Told by the first cell that needs it.
  language.catch(() => {});
  const [{ Kernel }, { readConnectionFile }] = await Promise.all([
    import('./session/kernel.js'),
    import('./wire/connection.js'),
  ]);
  const kernel = await Kernel.start(await readConnectionFile(connectionFile), {
    folder,
    language,
    history: historyFolder(process.env),
    preload: text(values.preload),
  });
  process.on('SIGINT', () => kernel.interrupt());
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => kernel.close());
  closeWithParent(kernel, Number(process.env['JPY_PARENT_PID']));
  await kernel.closed;
  process.exit();
}

/** An option that was given without a value is true. */
function text(option: unknown): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

/** Ends the kernel when the process that started it is gone. */
function closeWithParent(kernel: Kernel, parent: number): void {
  if (!(parent > 1)) return;
  const timer = setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch (error) {
      // A parent of another user can't be asked, but it is there.
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') void kernel.close();
    }
  }, parentInterval);
  timer.unref();
}

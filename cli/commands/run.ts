import { extname, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Command } from 'commander';
import { exitCodes } from '../command-error.js';
import { executeNotebook } from '../notebook/execute.js';
import { type Notebook, type Output, readNotebook } from '../notebook/format.js';
import { checkOutput, writeNotebook } from '../notebook/write.js';
import { CellLines } from '../terminal/cell-lines.js';

/** Signals that stop a run in good order, and the exit codes that shells give them. */
const stopSignals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** `tunebook run NOTEBOOK`: runs a notebook headless and writes what it showed. */
export function runCommand(): Command {
  return new Command('run')
    .description('run a notebook without a front end, a line per cell; the first error stops it')
    .argument('<notebook>', 'the .ipynb file; its cells run in its folder')
    .option(
      '-o, --output <file>',
      'write the executed notebook, as .ipynb or .html; may be given again',
      collect,
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 all cells ran, 1 a cell failed, 2 the notebook cannot be run, ' +
        '130 interrupted (Ctrl-C), 143 terminated. What the cells showed until then is written in each case.',
    )
    .action(async (path: string, options: { output?: string[] }) => {
      const outputs = (options.output ?? []).map(output => resolve(output));
      for (const output of outputs) await checkOutput(output);
      const source = resolve(path);
      const notebook = await readNotebook(source);
      const stop = new AbortController();
      for (const [signal, code] of Object.entries(stopSignals)) process.on(signal, () => stop.abort(code));
      const { notebook: executed, failure } = await executeNotebook(notebook, {
        path: source,
        listener: new CellLines(process.stdout),
        signal: stop.signal,
      });
      await writeOutputs(outputs, executed);
      if (stop.signal.aborted) {
        console.error('\nInterrupted. Jobs that were submitted go on.');
        process.exitCode = stop.signal.reason as number;
      } else if (failure) {
        const traceback = hasColors() ? failure.traceback : stripVTControlCharacters(failure.traceback);
        console.error(`\nCell ${failure.cell} failed, and the cells after it did not run.\n${traceback}`);
        process.exitCode = exitCodes.failed;
      } else {
        const result = lastResult(executed);
        if (result) console.log(`\n${result}`);
      }
      if (outputs.length > 0) console.log(`\nWritten: ${outputs.join(', ')}`);
    });
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

/** Writes all that can be written, the notebook itself first: it must not be lost because a page cannot be made. */
async function writeOutputs(outputs: readonly string[], notebook: Notebook): Promise<void> {
  const order = outputs.toSorted((a, b) => extname(b).localeCompare(extname(a)));
  const failures: unknown[] = [];
  for (const output of order) await writeNotebook(output, notebook).catch(error => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/** True where standard error is a terminal with colours that nobody has turned off (`NO_COLOR`). */
function hasColors(): boolean {
  return process.stderr.isTTY && process.stderr.hasColors();
}

/** What the last cell that showed anything showed last, as text. */
function lastResult(notebook: Notebook): string | undefined {
  const outputs = notebook.cells.flatMap(cell => (cell['outputs'] as Output[] | undefined) ?? []);
  const last = outputs.at(-1);
  if (!last) return undefined;
  if (last.output_type === 'stream') return last.text.trimEnd();
  if (last.output_type === 'error') return undefined;
  const text = stripVTControlCharacters(String(last.data['text/plain'] ?? '')).trim();
  return 'text/markdown' in last.data ? text.replaceAll('**', '') : text;
}

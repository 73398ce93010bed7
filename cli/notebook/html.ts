import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { CommandError, exitCodes } from '../command-error.js';
import { pythonWith } from '../python.js';
import { type Notebook, notebookText } from './format.js';

/**
 * An executed notebook as one HTML page, by nbconvert.
 *
 * @param title - Shown in the browser's tab.
 * @throws CommandError when nbconvert is missing or fails.
 */
export async function notebookHtml(notebook: Notebook, title: string): Promise<string> {
  const python = await pythonWith('nbconvert');
  const folder = await mkdtemp(join(tmpdir(), 'tunebook-html-'));
  try {
    const file = join(folder, `${basename(title).replaceAll(/[^\w.-]/g, '_') || 'notebook'}.ipynb`);
    await writeFile(file, notebookText(notebook));
    const { stdout } = await promisify(execFile)(
      python,
      ['-m', 'nbconvert', '--to', 'html', '--stdout', '--log-level', 'ERROR', file],
      { maxBuffer: 2 ** 30 },
    );
    return stdout;
  } catch (cause) {
    const why = (cause as { stderr?: string }).stderr || (cause as Error).message;
    throw new CommandError(
      `The HTML page could not be made by nbconvert: ${why.trim().split('\n').at(-1)}`,
      exitCodes.failed,
      { cause },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { CommandError, exitCodes } from '../command-error.js';
import { pythonWith } from '../python.js';
import { type Notebook, notebookText } from './format.js';
import { notebookHtml } from './html.js';

/**
 * Refuses an output that could not be written, and makes its folder; called before anything runs, which may take hours.
 *
 * @throws CommandError
 */
export async function checkOutput(path: string): Promise<void> {
  if (!['.ipynb', '.html'].includes(extname(path))) {
    throw new CommandError(`${path}: an output ends in .ipynb or .html.`, exitCodes.usage);
  }
  try {
    await mkdir(dirname(path), { recursive: true });
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw notWritten(path, cause, exitCodes.usage);
  }
  if (extname(path) === '.html') await pythonWith('nbconvert');
}

/** Writes an executed notebook as .ipynb or .html: whole or not at all. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const name = basename(path, extname(path));
  const text = extname(path) === '.html' ? await notebookHtml(notebook, name) : notebookText(notebook);
  const fresh = `${path}.${process.pid}.part`;
  try {
    await writeFile(fresh, text);
    await rename(fresh, path);
  } catch (cause) {
    await rm(fresh, { force: true }).catch(() => {});
    throw notWritten(path, cause, exitCodes.failed);
  }
}

function notWritten(path: string, cause: unknown, exitCode: number): CommandError {
  return new CommandError(`${path} cannot be written: ${(cause as Error).message}`, exitCode, { cause });
}

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { CommandError, exitCodes } from '../command-error.js';
import { type Notebook, notebookText } from './format.js';
import { notebookHtml } from './html.js';

/** Refuses an output of a kind that cannot be written; called before anything runs. */
export function checkOutput(path: string): void {
  if (!['.ipynb', '.html'].includes(extname(path))) {
    throw new CommandError(`${path}: an output ends in .ipynb or .html.`, exitCodes.usage);
  }
}

/** Writes an executed notebook as .ipynb or .html: whole or not at all. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const name = basename(path, extname(path));
  const text = extname(path) === '.html' ? await notebookHtml(notebook, name) : notebookText(notebook);
  const fresh = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(fresh, text);
    await rename(fresh, path);
  } catch (cause) {
    await rm(fresh, { force: true });
    throw new CommandError(`${path} could not be written: ${(cause as Error).message}`, exitCodes.failed, {
      cause,
    });
  }
}

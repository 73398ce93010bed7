import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CommandError, exitCodes } from '../command-error.js';

/**
 * Notebooks in format 4 (https://nbformat.readthedocs.io/en/latest/format_description.html), as far as running one
 * needs: what is not named here passes through unchanged.
 */

const text = z
  .union([z.string(), z.array(z.string())])
  .transform(t => (typeof t === 'string' ? t : t.join('')));
const metadata = z.record(z.string(), z.unknown()).default({});

const cellSchema = z.looseObject({
  cell_type: z.enum(['code', 'markdown', 'raw']),
  source: text,
  metadata,
});

const notebookSchema = z.looseObject({
  nbformat: z.literal(4, 'must be 4; JupyterLab converts older notebooks when it saves them'),
  nbformat_minor: z.int(),
  metadata,
  cells: z.array(cellSchema),
});

/** A cell. */
export type Cell = z.infer<typeof cellSchema>;
/** A notebook. */
export type Notebook = z.infer<typeof notebookSchema>;

/** An output of a code cell. */
export type Output =
  | { output_type: 'stream'; name: string; text: string }
  | { output_type: 'display_data'; data: Record<string, unknown>; metadata: Record<string, unknown> }
  | {
      output_type: 'execute_result';
      execution_count: number;
      data: Record<string, unknown>;
      metadata: Record<string, unknown>;
    }
  | { output_type: 'error'; ename: string; evalue: string; traceback: string[] };

/**
 * Reads a notebook and checks it.
 *
 * @throws CommandError when the file is missing or is no notebook; the message says where it breaks.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (cause) {
    throw new CommandError(unreadable(path, cause as NodeJS.ErrnoException), exitCodes.usage, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch (cause) {
    throw new CommandError(
      `${path} is not a notebook: it is not valid JSON (${(cause as Error).message}). ` +
        'Restore it from a checkpoint (.ipynb_checkpoints) or from version control.',
      exitCodes.usage,
      { cause },
    );
  }
  const checked = notebookSchema.safeParse(json);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new CommandError(
      `${path} is not a notebook that can be run: ${issue?.path.join('.') || 'the file'}: ${issue?.message}.`,
      exitCodes.usage,
      { cause: checked.error },
    );
  }
  return checked.data;
}

/** The text of a notebook file, laid out as Jupyter lays it out: one blank indent, sources as lists of lines. */
export function notebookText(notebook: Notebook): string {
  const cells = notebook.cells.map(cell => ({ ...cell, source: lines(cell.source) }));
  return `${JSON.stringify({ ...notebook, cells }, undefined, 1)}\n`;
}

function lines(source: string): string[] {
  return source.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `There is no notebook ${path}.`;
  if (code === 'EISDIR') return `${path} is a folder. Name a notebook in it.`;
  return `${path} cannot be read: ${message}`;
}

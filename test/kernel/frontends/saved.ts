import { readFile } from 'node:fs/promises';

interface SavedOutput {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly ename?: string;
}

/**
 * What the cells of a saved notebook show, an array a cell: of a stream its name and text, of an error its name, of
 * other output its mime types and the text of the first.
 */
export async function savedOutputs(path: string): Promise<string[][]> {
  const { cells } = JSON.parse(await readFile(path, 'utf8')) as { cells: { outputs: SavedOutput[] }[] };
  return cells.map(({ outputs }) => outputs.map(described));
}

function described({ output_type, name, text, data, ename }: SavedOutput): string {
  if (output_type === 'stream') return `${name}: ${joined(text)}`;
  if (output_type === 'error') return `error: ${ename}`;
  return `${output_type}: ${Object.keys(data!).sort().join(' ')}: ${joined(data!['text/plain'])}`;
}

const joined = (text: unknown): string => (Array.isArray(text) ? text.join('') : String(text));

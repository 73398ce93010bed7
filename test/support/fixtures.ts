import { join } from 'node:path';
import { DataFile } from '../../dist/lib/outputs/data-file.js';
import { open } from '../../dist/lib/outputs/open.js';
import { packageRoot } from './tunebook.ts';

/** Files that real tools made; `make.py` beside them says how. */
export const fixtures = join(packageRoot, 'test/lib/outputs/fixtures');

/** A fixture as a user opens it. */
export function fixture(name: string): DataFile {
  return open(join(fixtures, name));
}

/** A file of contents that a test makes. */
export function made(name: string, contents: string | Uint8Array): DataFile {
  return DataFile.from(name, contents);
}

/** What a front end is given to show. */
export async function shown(value: unknown): Promise<Record<string, string>> {
  const display = (value as Record<symbol, () => unknown>)[Symbol.for('Jupyter.display')]!;
  return (await display.call(value)) as Record<string, string>;
}

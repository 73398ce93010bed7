import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { requestsIn } from '../../dist/kernel/language/transform/syntax.js';
import { packageRoot } from '../support/tunebook.ts';

/** The modules that a file of declarations names. */
async function requests(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  return requestsIn(text, 'ts').map(at => /^(['"])(.*?)\1/.exec(text.slice(at))![2]!);
}

describe('the types that each cell is checked with', () => {
  it('are those of the project and of Node: those of a package would be read at each start', async () => {
    const files = new Set([join(packageRoot, 'dist', 'lib', 'index.d.ts')]);
    const others = new Set<string>();
    for (const file of files) {
      for (const name of await requests(file)) {
        if (name.startsWith('.')) files.add(resolve(file, '..', name.replace(/\.js$/, '.d.ts')));
        else others.add(name);
      }
    }
    expect(files.size).toBeGreaterThan(20);
    expect([...others].filter(name => !name.startsWith('node:'))).toEqual([]);
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What the cells of the corpus import. */
const FILES: Readonly<Record<string, string>> = {
  'local.ts': `export interface Shape { readonly sides: number }
export const square: Shape = { sides: 4 };
export enum Level { Low, High = 5 }
export default class Counter { #n = 0; next(): number { return ++this.#n; } }
export type { Shape as Form };
`,
  'twice.ts': 'export const twice = (text: string): string => text + text;',
  'nested/deep.ts': `import { square } from '../local.ts';
export const doubled = square.sides * 2;
export * from '../local.ts';
`,
  'data.json': '{ "rows": 3, "names": ["a", "b"] }',
  'node_modules/common/package.json': '{ "name": "common", "main": "./index.js", "types": "./index.d.ts" }',
  'node_modules/common/index.js': `exports.twice = x => 2 * x; exports.version = '1.0'; exports.Tool = class Tool { use() { return 'used'; } };`,
  'node_modules/common/index.d.ts': `export declare function twice(x: number): number;
export declare const version: string;
export declare class Tool { use(): string }
`,
  'node_modules/modern/package.json':
    '{ "name": "modern", "type": "module", "exports": { ".": { "types": "./index.d.ts", "default": "./index.js" } } }',
  'node_modules/modern/index.js': `export default function modern(x) { return [x]; }
export const list = [1, 2, 3];
`,
  'node_modules/modern/index.d.ts': `export default function modern<T>(x: T): T[];
export declare const list: readonly number[];
export interface Options { deep?: boolean }
`,
  'node_modules/untyped/package.json': '{ "name": "untyped", "main": "./index.js" }',
  'node_modules/untyped/index.js': 'module.exports = { anything: 1 };',
};

/** Writes the files, modules and packages that the cells of the corpus import. */
export async function writeFixtures(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(FILES)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

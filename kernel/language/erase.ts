import { transformSync } from 'oxc-transform';
import { LanguageError } from './errors.js';

/** JavaScript and the way back: a source map to the TypeScript it came from. */
export interface Erased {
  readonly code: string;
  /** Source map, version 3; its only source is the TypeScript itself. */
  readonly map: {
    readonly version: 3;
    readonly sources: string[];
    readonly names: string[];
    readonly mappings: string;
  };
}

/**
 * Removes the types of a module. Imports stay as they are, whether the module uses them or not.
 *
 * @param file name of the module, for the source map
 * @throws LanguageError if the syntax is wrong
 */
export function eraseTypes(code: string, file: string): Erased {
  const result = transformSync(file, code, {
    lang: 'ts',
    sourceType: 'module',
    target: 'es2022',
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: true },
  });
  const [error] = result.errors;
  if (error || !result.map)
    throw new LanguageError(`${file} is not valid TypeScript: ${error?.message ?? 'no output'}.`);
  const { mappings, names } = result.map;
  return { code: result.code, map: { version: 3, sources: [file], names, mappings } };
}

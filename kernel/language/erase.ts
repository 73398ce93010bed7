import { transformSync } from 'oxc-transform';
import { LanguageError } from './errors.js';

/** JavaScript and the way back: a source map to the TypeScript it came from. */
export interface Erased {
  readonly code: string;
  readonly mappings: string;
}

/** Removes the types of a checked cell. Imports stay as they are, whether the cell uses them or not. */
export function eraseTypes(code: string, file: string): Erased {
  const result = transformSync(`${file}.ts`, code, {
    lang: 'ts',
    sourceType: 'module',
    target: 'es2022',
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: true },
  });
  const [error] = result.errors;
  if (error || !result.map)
    throw new LanguageError(
      `The cell cannot be turned into JavaScript: ${error?.message ?? 'no source map'}.`,
    );
  return { code: result.code, mappings: result.map.mappings };
}

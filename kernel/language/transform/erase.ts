import { type JsxOptions, transformSync } from 'oxc-transform';
import type { EmitSettings, JsxSettings } from '../emit-settings.js';
import { LanguageError } from '../errors.js';
import type { Language } from './syntax.js';

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

/** What is made into JavaScript. */
export interface Source {
  readonly code: string;
  /** Its name, for the source map. */
  readonly file: string;
  readonly language: Language;
  /** True to keep imports that are not used: other cells may use them. */
  readonly keepsImports: boolean;
}

/**
 * Removes the types of a module, and JSX.
 *
 * @throws LanguageError if the syntax is wrong
 */
export function eraseTypes({ code, file, language, keepsImports }: Source, { jsx }: EmitSettings): Erased {
  const result = transformSync(file, code, {
    lang: language,
    sourceType: 'module',
    target: 'es2022',
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: keepsImports },
    ...(jsx && { jsx: jsxOptions(jsx) }),
  });
  const [error] = result.errors;
  if (error || !result.map)
    throw new LanguageError(`${file} is not valid TypeScript: ${error?.message ?? 'no output'}.`);
  const { mappings, names } = result.map;
  return { code: result.code, map: { version: 3, sources: [file], names, mappings } };
}

function jsxOptions({ classic, source, factory, fragment }: JsxSettings): JsxOptions {
  return {
    runtime: classic ? 'classic' : 'automatic',
    pure: false,
    ...(source && !classic && { importSource: source }),
    ...(factory && classic && { pragma: factory }),
    ...(fragment && classic && { pragmaFrag: fragment }),
  };
}

import { readFileSync } from 'node:fs';
import { collectNames } from './names.js';
import { languageOf, parse } from './syntax.js';

/**
 * What an imported name stands for: a type, which has no value at run time; a value that stays what it is; or a variable,
 * which its module may change.
 */
export type ImportKind = 'type' | 'constant' | 'variable';

/** Where TypeScript found what an imported name stands for. */
export interface ImportTarget {
  readonly isType: boolean;
  /** Its name where it is declared. */
  readonly name: string;
  /** The file that declares it; undefined when nothing is known of it. */
  readonly file: string | undefined;
  /** False for functions, classes and the like. */
  readonly isVariable: boolean;
}

/** Tells variables from constants, so that only what may change costs more to read. */
export function importKindOf({ isType, name, file, isVariable }: ImportTarget): ImportKind {
  if (isType) return 'type';
  if (file === undefined) return 'variable';
  // Functions and classes of TypeScript can't be assigned to.
  if (!isVariable && !/\.[mc]?jsx?$/.test(file)) return 'constant';
  const { declared, assigned } = collectNames(parse(readFileSync(file, 'utf8'), languageOf(file)).body);
  const mayChange = file.includes('.d.') ? declared.get(name) === 'let' : assigned.has(name);
  return mayChange ? 'variable' : 'constant';
}

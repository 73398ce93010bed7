import type { NamedOrigin } from '../calls.js';
import { Imports } from '../check/origin.js';
import { positionAt } from '../positions.js';

/** Unfinished code as a module, for TypeScript's language server. */
export interface Document {
  readonly text: string;
  /** The cursor in the text, from 0, in UTF-16 units. */
  readonly position: { readonly line: number; readonly character: number };
}

/** Of more names that may be meant the latest are offered. */
const MOST_OFFERED = 1000;
const IDENTIFIERS = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;
/** Lines that import from a path, which may not be closed yet. */
const IMPORTS = /^[ \t]*import\b(?:[^'"`;()]*\bfrom\b)?\s*['"].*(?:\n|$)/gm;

/**
 * Makes code a module that sees names of the session.
 *
 * #### Notes
 * The code stands in a block, so that what it declares hides what is imported, whether or not it can be parsed. Its own imports
 * stand before the block: in it they would not be resolved.
 *
 * Only names that the code mentions, or that the word at the cursor may become, are imported: TypeScript looks at each import anew
 * with each key.
 *
 * @param cursor a UTF-16 offset of the code
 * @param names of the session
 * @param modules that export them, all there are
 * @param word what stands before the cursor of a name that may be the session's
 */
export function documentOf(
  code: string,
  cursor: number,
  names: Iterable<NamedOrigin>,
  modules: readonly string[],
  word: string | undefined,
): Document {
  const mentioned = new Set(code.match(IDENTIFIERS));
  const bound = boundOutside(code);
  const begun = word?.toLowerCase();
  const isBegun = (name: string) => begun !== undefined && name.toLowerCase().startsWith(begun);
  const free = [...names].filter(([name]) => !bound.has(name));
  const offered = free.filter(([name]) => !mentioned.has(name) && isBegun(name)).slice(-MOST_OFFERED);
  const imports = importLine([...free.filter(([name]) => mentioned.has(name)), ...offered], modules);
  const { line, column } = positionAt(code, cursor);
  const last = [...code.matchAll(IMPORTS)].at(-1);
  const head = last ? last.index + last[0].length : 0;
  // An import that ends the code may still be in the middle of its path.
  const hasBlock = head === 0 || code[head - 1] === '\n';
  const before = `${imports}\n${code.slice(0, head)}`;
  return {
    text: hasBlock ? `${before}{\n${code.slice(head)}` : before,
    position: { line: line + (hasBlock && cursor >= head ? 1 : 0), character: column - 1 },
  };
}

/** A module that only names names of the session. */
export function namingDocument(names: readonly NamedOrigin[], modules: readonly string[]): string {
  return `${importLine(names, modules)}\nexport { ${names.map(([name]) => name).join(', ')} };`;
}

/** All modules are imported at any time, see {@link Workspace}. */
function importLine(names: readonly NamedOrigin[], modules: readonly string[]): string {
  const imports = new Imports();
  for (const [name, origin] of names) imports.add(origin, name);
  return imports.textWith(modules);
}

/** Names that code in a block still binds outside of it, where an import of the same name would be an error. */
function boundOutside(code: string): Set<string> {
  const bindings = code.matchAll(
    /\bimport\b([^'"`;()]*)\bfrom\b|\b(?:var|namespace)\s+([\p{ID_Continue}$]+)/gu,
  );
  return new Set([...bindings].flatMap(([, imported, name]) => imported?.match(IDENTIFIERS) ?? name ?? []));
}

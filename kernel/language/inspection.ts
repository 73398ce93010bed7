import type { Inspection } from './language.js';

/** What is used of a hover of the Language Server Protocol. */
export interface Hover {
  readonly contents: string | { readonly value: string };
}

/** Where the identifier begins that is meant by a cursor: around it, just before it, or before the bracket of a call. */
export function identifierAt(code: string, cursor: number): number | undefined {
  const before = /[\p{ID_Continue}$]*$/u.exec(code.slice(0, cursor))![0];
  if (before || /^[\p{ID_Start}$_]/u.test(code.slice(cursor))) return cursor - before.length;
  const call = /([\p{ID_Continue}$]+)\s*\($/u.exec(code.slice(0, cursor));
  return call ? call.index : undefined;
}

/** The hover as Markdown and as plain text, without saying that the cell imports its names. */
export function inspectionOf(hover: Hover | null): Inspection | undefined {
  if (!hover) return undefined;
  const { contents } = hover;
  const markdown = (typeof contents === 'string' ? contents : contents.value)
    .replace(/^\(alias\) /gm, '')
    .replace(/^import .* from '\.\/~session\.ts'\n/gm, '')
    .trim();
  if (!markdown) return undefined;
  const plain = markdown
    .replace(/^```\w*\n?/gm, '')
    .replace(/\*@(\w+)\*/g, '@$1')
    .trim();
  return { markdown, plain };
}

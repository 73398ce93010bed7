import type { Inspection } from '../language.js';
import type { CellSource } from './cell-source.js';

/** What is used of a hover of the Language Server Protocol. */
export interface Hover {
  readonly contents: string | Markup;
}

/** What is used of the protocol's signature help. */
export interface SignatureHelp {
  readonly signatures: readonly {
    readonly label: string;
    readonly documentation?: Markup;
    readonly parameters?: readonly { readonly label: string; readonly documentation?: Markup }[];
    readonly activeParameter?: number;
  }[];
  readonly activeSignature?: number;
}

interface Markup {
  readonly value: string;
}

/** Where the identifier begins that is meant by a cursor, which is in it or next to it. */
export function identifierAt(code: string, cursor: number): number | undefined {
  const before = /[\p{ID_Continue}$]*$/u.exec(code.slice(0, cursor))![0];
  return before || /^[\p{ID_Start}$_]/u.test(code.slice(cursor, cursor + 2))
    ? cursor - before.length
    : undefined;
}

/**
 * The hover, without saying that the cell imports its names; undefined if it says nothing.
 *
 * @param source where an earlier cell declared what the hover is about
 */
export function inspectionOf(hover: Hover | null, source?: CellSource): Inspection | undefined {
  if (!hover) return undefined;
  const { contents } = hover;
  const text = (typeof contents === 'string' ? contents : contents.value)
    .replace(/^\(alias\) /gm, '')
    .replace(/^import .* from '\.\/~(preload|group-\d+)\.tsx?'\n/gm, '')
    .trim();
  if (!text || text === fenced('any')) return undefined;
  return inTwoForms([text, source && `Declared in cell[${source.cell}]:\n\n${fenced(source.text)}`]);
}

/** The signature of the call around the cursor, and which of its parameters is being written. */
export function inspectionOfCall(help: SignatureHelp | null): Inspection | undefined {
  const index = help?.activeSignature ?? 0;
  const signature = help?.signatures[index];
  if (!help || !signature) return undefined;
  const { label, parameters = [], documentation, activeParameter = 0 } = signature;
  const parameter = parameters[activeParameter];
  const overloads = help.signatures.length;
  return inTwoForms([
    fenced(label),
    overloads > 1 && `Overload ${index + 1} of ${overloads}.`,
    parameter &&
      `**Argument ${activeParameter + 1}:** \`${parameter.label}\`${parameter.documentation ? ` – ${parameter.documentation.value}` : ''}`,
    documentation?.value,
  ]);
}

function fenced(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``;
}

function inTwoForms(parts: readonly (string | false | undefined)[]): Inspection {
  // Links to declarations lead to files of this machine, which front ends do not open.
  const markdown = parts
    .filter(Boolean)
    .join('\n\n')
    .replace(/\[([^\]\n]+)\]\(file:[^)\n]*\)/g, '`$1`');
  const plain = markdown
    .replace(/^```\w*\n?/gm, '')
    .replace(/\*@(\w+)\*/g, '@$1')
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .trim();
  return { markdown, plain };
}

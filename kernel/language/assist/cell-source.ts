import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cellAt } from '../check/cell-places.js';

/** A declaration in a cell. */
export interface CellSource {
  readonly cell: number;
  readonly text: string;
}

/** What is used of a `LocationLink` of the Language Server Protocol. */
export interface DefinitionLink {
  readonly targetUri: string;
  readonly targetRange: { readonly start: Place; readonly end: Place };
}

interface Place {
  readonly line: number;
  readonly character: number;
}

const MAX_LINES = 100;

/** The text of the first definition that an earlier cell holds. */
export function sourceIn(links: readonly DefinitionLink[] | null): CellSource | undefined {
  for (const { targetUri, targetRange } of links ?? []) {
    if (!/~(cell|group)-/.test(targetUri)) continue;
    const { start, end } = targetRange;
    const all = readFileSync(fileURLToPath(targetUri), 'utf8').split('\n');
    const cell = cellAt(targetUri, all, start.line);
    if (cell === undefined) continue;
    const lines = all.slice(start.line, end.line + 1);
    lines.push(lines.pop()!.slice(0, end.character));
    const cut = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '…'] : lines;
    return { cell, text: cut.join('\n') };
  }
  return undefined;
}

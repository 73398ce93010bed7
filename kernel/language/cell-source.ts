import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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
    const cell = /~cell-(\d+)\.tsx?$/.exec(targetUri)?.[1];
    if (cell === undefined) continue;
    const { start, end } = targetRange;
    const lines = readFileSync(fileURLToPath(targetUri), 'utf8')
      .split('\n')
      .slice(start.line, end.line + 1);
    lines.push(lines.pop()!.slice(0, end.character));
    const cut = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '…'] : lines;
    return { cell: Number(cell), text: cut.join('\n') };
  }
  return undefined;
}

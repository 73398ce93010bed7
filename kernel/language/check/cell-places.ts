import type { Language } from '../transform/syntax.js';

/** The module of a cell that has a file of its own. */
export function moduleOfCell(cell: number, language: Language): string {
  return `./~cell-${cell}.${language}`;
}

/** The module of a group of cells. */
export function moduleOfGroup(index: number, language: Language): string {
  return `./~group-${index}.${language}`;
}

/** The namespace that a cell has become. */
export function namespaceOf(cell: number): string {
  return `__cell${cell}`;
}

/** Text of TypeScript in which cells are called as in Jupyter, by whatever module or namespace they are known to it. */
export function withCellsNamed(text: string): string {
  return text
    .replace(/(?:import\("[^"]*~(?:group|cell)-\d+"\)\.)?\b__cell(\d+)\b/g, 'cell[$1]')
    .replace(/import\("[^"]*~cell-(\d+)"\)/g, 'cell[$1]');
}

/** The cell that a line of a cell's or a group's file belongs to. */
export function cellAt(file: string, lines: readonly string[], line: number): number | undefined {
  const own = /~cell-(\d+)\.tsx?$/.exec(file)?.[1];
  if (own !== undefined) return Number(own);
  if (!/~group-\d+\.tsx?$/.test(file)) return undefined;
  for (let at = line; at >= 0; at--) {
    const cell = /^namespace __cell(\d+) \{$/.exec(lines[at]!)?.[1];
    if (cell !== undefined) return Number(cell);
  }
  return undefined;
}

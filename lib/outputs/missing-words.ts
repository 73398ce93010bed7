/** What stands for no value among numbers, booleans and dates, whatever its case and the blanks around it. */
export const missingWords: readonly string[] = ['', 'na', 'n/a', 'null'];

/** How these words are mostly written. */
export const usualSpellings: readonly string[] = [
  ...new Set(
    missingWords.flatMap(word => [word, word.toUpperCase(), word.slice(0, 1).toUpperCase() + word.slice(1)]),
  ),
];

/** Whether a cell of a column that holds no text stands for no value. */
export function isMissing(text: string): boolean {
  return missingWords.includes(text.trim().toLowerCase());
}

/** How cells that stand for no value are written: all empty, as words in the usual spellings too, or in any way. */
export type Gaps = 'empty' | 'usual' | 'any';

export function gapsOf(cells: Iterable<string>): Gaps {
  let gaps: Gaps = 'empty';
  for (const cell of cells) {
    if (!usualSpellings.includes(cell)) return 'any';
    if (cell !== '') gaps = 'usual';
  }
  return gaps;
}

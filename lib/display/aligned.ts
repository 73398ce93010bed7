/**
 * Rows of texts as lines in which the columns align.
 *
 * @param isRight whether the texts of a column are set to the right
 */
export function alignedLines(
  rows: readonly (readonly string[])[],
  isRight: (column: number) => boolean,
): string[] {
  const widths = (rows[0] ?? []).map((_, i) =>
    rows.reduce((widest, cells) => Math.max(widest, cells[i]!.length), 0),
  );
  return rows.map(cells =>
    cells
      .map((text, i) => (isRight(i) ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

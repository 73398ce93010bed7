const gap = '  ';

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
      .join(gap)
      .trimEnd(),
  );
}

/**
 * The same, in groups of columns below each other: a terminal would fold each line.
 *
 * @param width characters that a group takes at most, unless it is one column
 */
export function foldedLines(
  rows: readonly (readonly string[])[],
  isRight: (column: number) => boolean,
  width: number,
): string[] {
  const lines: string[] = [];
  const count = rows[0]?.length ?? 0;
  for (let from = 0, to = 0; from < count; from = to) {
    for (let used = 0; to < count; to++) {
      used += Math.max(...rows.map(cells => cells[to]!.length)) + gap.length;
      if (to > from && used - gap.length > width) break;
    }
    const group = rows.map(cells => cells.slice(from, to));
    if (from > 0) lines.push('');
    lines.push(...alignedLines(group, i => isRight(from + i)));
  }
  return lines;
}

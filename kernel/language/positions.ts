/** A place in a text as people count it: line and column from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** @param offset UTF-16 offset; beyond the end means the end */
export function positionAt(text: string, offset: number): Position {
  return positionsIn(text)(offset);
}

/** As {@link positionAt}, for many places of one text, which is read once. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return offset => {
    const place = Math.min(Math.max(0, offset), text.length);
    let line = 0;
    let end = starts.length;
    while (end - line > 1) {
      const middle = (line + end) >> 1;
      if (starts[middle]! <= place) line = middle;
      else end = middle;
    }
    return { line: line + 1, column: place - starts[line]! + 1 };
  };
}

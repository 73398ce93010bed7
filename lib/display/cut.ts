/** A line of so many characters at most, the last of which then says that there are more. */
export function cut(line: string, length: number): string {
  return line.length > length ? `${line.slice(0, Math.max(0, length - 1))}…` : line;
}

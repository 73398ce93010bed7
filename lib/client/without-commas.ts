/** A line for the shell that does the same and has no commas: a stock server takes them for ends of words. */
export function withoutCommas(line: string): string {
  if (!line.includes(',')) return line;
  const encoded = line.replaceAll('\\', '\\\\').replaceAll(',', '\\0054').replaceAll("'", "'\\''");
  return `eval "$(printf %b '${encoded}')"`;
}

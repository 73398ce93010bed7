const ansi =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~])/g;
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const signedQuery = /(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*(?:signature|token|credential|sig)=[^\s"'<>]*/gi;

/**
 * The output of a program as a terminal would leave it: colours and cursor movements are dropped, a carriage return writes over
 * its line, as progress bars do. The queries of signed addresses are secrets and left out.
 */
export function plainLog(text: string): string {
  return text
    .replace(ansi, '')
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map(overwritten)
    .join('\n')
    .replace(control, '')
    .replace(signedQuery, '$1?…');
}

/** What is left of a line when each part after a carriage return overwrites the one before. */
function overwritten(line: string): string {
  if (!line.includes('\r')) return line;
  return line
    .split('\r')
    .reduce((shown, part) => part + shown.slice(part.length))
    .trimEnd();
}

/** The last lines of a text, without blank ones at its end, and no more than `characters` of them. */
export function lastLines(text: string, lines: number, characters = 8000): string {
  const end = text.trimEnd();
  const cut = end.length > characters ? `…${end.slice(-characters)}` : end;
  return cut.split('\n').slice(-lines).join('\n');
}

/** A command that can't be split into words. */
export class CommandSyntaxError extends Error {
  override readonly name = 'CommandSyntaxError';
  readonly code = 'command-syntax';
}

/**
 * Splits a command into words like a POSIX shell (quotes, backslashes), and does nothing else that a shell does: no
 * variables, globs, pipes or comments. PROMINENCE runs exactly these words.
 *
 * @throws {CommandSyntaxError} for an unclosed quote or a backslash at the end.
 */
export function splitWords(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < command.length) {
    const char = command[at]!;
    if (char === ' ' || char === '\t' || char === '\n') {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
    } else if (char === "'") {
      const end = command.indexOf("'", at + 1);
      if (end < 0) throw unclosed(command, at);
      word = (word ?? '') + command.slice(at + 1, end);
      at = end + 1;
    } else if (char === '"') {
      const quoted = readDoubleQuoted(command, at);
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (char === '\\') {
      const next = command[at + 1];
      if (next === undefined) {
        throw new CommandSyntaxError('ends with a backslash: write \\\\ for a plain one, or remove it');
      }
      if (next !== '\n') word = (word ?? '') + next;
      at += 2;
    } else {
      word = (word ?? '') + char;
      at += 1;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** The text between double quotes, where a backslash escapes only `$`, a backtick, `"`, `\` and a line end. */
function readDoubleQuoted(command: string, start: number): { text: string; end: number } {
  let text = '';
  let at = start + 1;
  for (;;) {
    const char = command[at];
    if (char === undefined) throw unclosed(command, start);
    if (char === '"') return { text, end: at + 1 };
    const next = command[at + 1];
    if (char === '\\' && next !== undefined && '$`"\\\n'.includes(next)) {
      if (next !== '\n') text += next;
      at += 2;
    } else {
      text += char;
      at += 1;
    }
  }
}

function unclosed(command: string, at: number): CommandSyntaxError {
  const quote = command[at]!;
  const from = command.slice(at, at + 20);
  return new CommandSyntaxError(
    `has an unclosed ${quote} at character ${at + 1} (${from}): close it, or write \\${quote} for a plain one`,
  );
}

import { shellWord, singleQuoted } from './sh.js';

/**
 * The words that PROMINENCE's `exec` takes. It joins them by commas, loses the commas within, and gives the line to a
 * shell: words are quoted here, and a line with commas is written without any.
 */
export function execWords(command: string | readonly string[]): string[] {
  const line = typeof command === 'string' ? command : command.map(shellWord).join(' ');
  if (!line.includes(',')) return [line];
  const encoded = line.replaceAll('\\', '\\\\').replaceAll(',', '\\0054');
  return [`eval "$(printf %b ${singleQuoted(encoded)})"`];
}

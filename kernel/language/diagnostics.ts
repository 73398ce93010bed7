import type { Diagnostic } from './language.js';
import { codeFrame } from './run/code-frame.js';

const SHOWN = 20;

/**
 * The findings of a check as a traceback that a person can read.
 *
 * @returns lines without colours beyond a light emphasis; at most 20 findings, then how many more there are
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], code: string, cell: number): string[] {
  const lines = diagnostics
    .slice(0, SHOWN)
    .flatMap(({ severity, code: number, message, start, end, line, column, file }) => {
      const colour = severity === 'error' ? 31 : 33;
      const title = number ? `${severity} TS${number}` : severity;
      return [
        `${file?.name ?? `cell[${cell}]`}:${line}:${column} - \u001b[${colour}m${title}\u001b[0m: ${message}`,
        ...codeFrame(file?.text ?? code, { line, column }, Math.max(1, end - start)),
        '',
      ];
    });
  const hidden = diagnostics.length - SHOWN;
  return hidden > 0 ? [...lines, `and ${hidden} more`] : lines.slice(0, -1);
}

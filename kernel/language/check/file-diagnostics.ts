import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Diagnostic } from '../language.js';
import { positionAt } from '../positions.js';
import type { Finding } from './finding.js';

/**
 * A finding in a file of the user.
 *
 * @param folder the notebook's, from which the file is named
 */
export function diagnosticIn(file: string, finding: Finding, folder: string): Diagnostic {
  const text = readFileSync(file, 'utf8');
  const { code, severity, message, start, end } = finding;
  return {
    ...{ code, severity, message, start, end },
    ...positionAt(text, start),
    file: { name: relative(folder, file), text },
  };
}

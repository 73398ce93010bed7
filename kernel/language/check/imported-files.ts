import { readFileSync } from 'node:fs';
import { languageOf, requestsIn } from '../transform/syntax.js';

/** A module and the offsets in it where other modules are named. */
interface Importer {
  readonly file: string;
  readonly requests: readonly number[];
}

/**
 * The files of the user that code imports, and those that they import.
 *
 * @param modulesAt the files of the modules that are named at the given offsets of a file
 * @param isUsers false for files that are not the user's, beside those of packages
 */
export function importedFiles(
  importer: Importer,
  modulesAt: (file: string, requests: readonly number[]) => (string | undefined)[],
  isUsers: (file: string) => boolean,
): string[] {
  const found = new Set<string>();
  const visit = ({ file, requests }: Importer) => {
    if (!requests.length) return;
    for (const imported of modulesAt(file, requests)) {
      if (imported === undefined || imported.includes('/node_modules/') || !isUsers(imported)) continue;
      if (found.has(imported)) continue;
      found.add(imported);
      visit({ file: imported, requests: requestsIn(readFileSync(imported, 'utf8'), languageOf(imported)) });
    }
  };
  visit(importer);
  return [...found];
}

import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, parse as parsePath } from 'node:path';

/** Lets what stands below the private root find the packages of a folder, by links of the same shape. */
export function linkPackages(root: string, folder: string): void {
  const top = parsePath(folder).root;
  for (let at = folder; ; at = dirname(at)) {
    const packages = join(at, 'node_modules');
    // The notebook's own folder is linked even before it has packages: they may be installed while the kernel runs.
    if (at === folder || existsSync(packages) || existsSync(join(at, 'package.json'))) {
      const link = join(root, packages);
      rmSync(link, { force: true });
      symlinkSync(packages, link);
    }
    if (at === top) return;
  }
}

import { fileURLToPath } from 'node:url';

/** Modules that cells import by a name and that this package has, by their files; the notebook's folder is not asked. */
export const ownModules: Readonly<Record<string, string>> = {
  tslab: fileURLToPath(new URL('../display/tslab.js', import.meta.url)),
};

import { fileURLToPath } from 'node:url';
import { startLanguage } from '../language/host.js';
import type { Language } from '../language/language.js';
import { ownModules } from './own-modules.js';

/** What the language of a kernel's cells depends on. */
export interface KernelLanguageOptions {
  /** The notebook's folder. */
  readonly folder: string;
  /** Absolute path of the preload's declarations. */
  readonly types?: string | undefined;
  /** True to check cells as tslab does: without the strict options, with decorators from before the standard ones. */
  readonly isLoose: boolean;
}

/** Starts the language of a kernel's cells, with what the kernel itself declares for them. @throws LanguageError */
export function startKernelLanguage({ folder, types, isLoose }: KernelLanguageOptions): Promise<Language> {
  return startLanguage({
    folder,
    preloadTypes: types,
    globalTypes: fileURLToPath(new URL('./cell-globals.d.ts', import.meta.url)),
    modules: ownModules,
    compilerOptions: isLoose ? { strict: false, experimentalDecorators: true } : undefined,
  });
}

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Path of the native `tsc` of the installed TypeScript, in the package for this platform. */
export function nativeTypeScript(): string {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
  const found = createRequire(typescript).resolve(`${platform}/package.json`);
  return join(dirname(found), 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
}

/**
 * Loader hooks for the modules of a notebook's folder: TypeScript runs as it is, JSON needs no import attribute, and a file that
 * changed is loaded anew by the next import of it. Packages are left to Node.
 */
import { readFile, stat } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { needsLowering, toJavaScript } from './lower.js';
import { parse } from './syntax.js';

const TYPESCRIPT = /\.[mc]?ts$/;

/** Finds a module of the folder by its name, with or without suffix, in its present version. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  if (!isLocal(specifier, context.parentURL)) return nextResolve(specifier, context);
  let failure: unknown;
  for (const candidate of candidatesOf(specifier)) {
    try {
      const found = await nextResolve(candidate, context);
      return { ...found, url: await versioned(found.url) };
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
};

/** Loads TypeScript and JSON of the folder; all else is left to Node. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const { pathname } = new URL(url);
  if (!url.startsWith('file:') || isPackaged(url)) return nextLoad(url, context);
  if (TYPESCRIPT.test(pathname)) {
    const file = fileURLToPath(url);
    const text = await readFile(file, 'utf8');
    const { code, map } = toJavaScript(text, file, needsLowering(parse(text).root));
    const inline = Buffer.from(JSON.stringify(map)).toString('base64');
    const source = `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}`;
    return { format: 'module', source, shortCircuit: true };
  }
  if (pathname.endsWith('.json') && context.importAttributes['type'] === undefined) {
    const value: unknown = JSON.parse(await readFile(fileURLToPath(url), 'utf8'));
    const source = `export default JSON.parse(${JSON.stringify(JSON.stringify(value))});`;
    return { format: 'module', source, shortCircuit: true };
  }
  return nextLoad(url, context);
};

/** As TypeScript resolves: `./x` and `./x.js` may mean `./x.ts`, and `./x` a folder. */
function candidatesOf(specifier: string): string[] {
  const typed = specifier.replace(/\.([mc]?)js$/, '.$1ts');
  return [specifier, typed, ...['.ts', '.js', '/index.ts', '/index.js'].map(end => specifier + end)];
}

function isLocal(specifier: string, parent: string | undefined): boolean {
  return /^(\.{0,2}\/|file:)/.test(specifier) && !(parent && isPackaged(parent));
}

function isPackaged(url: string): boolean {
  return url.includes('/node_modules/');
}

async function versioned(url: string): Promise<string> {
  if (!url.startsWith('file:') || isPackaged(url)) return url;
  const { mtimeMs } = await stat(fileURLToPath(url));
  return `${url}?changed=${mtimeMs}`;
}

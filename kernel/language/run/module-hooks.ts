/**
 * Loader hooks for the modules of a notebook's folder: TypeScript runs as it is, JSON needs no import attribute, and a file that
 * changed is loaded anew by the next import of it. Packages are left to Node.
 */
import { readFile } from 'node:fs/promises';
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { type EmitSettings, pathsOf } from '../emit-settings.js';
import type { Erased } from '../transform/erase.js';
import { lower, needsLowering, toJavaScript } from '../transform/lower.js';
import { child, languageOf, type Node, parse } from '../transform/syntax.js';
import { LocalVersions } from './local-versions.js';

/** What the hooks are registered with. */
export interface HookData {
  readonly settings: EmitSettings;
  /** As {@link LanguageOptions.modules}, by their URLs. */
  readonly modules: ReadonlyMap<string, string>;
  /** URL of the file that cells stand for. */
  readonly notebook: string;
  /** Brings specifiers that cells could not import. */
  readonly failures: MessagePort;
}

const TYPESCRIPT = /\.([mc]?tsx?|jsx)$/;

/** Specifiers that cells could not import. */
const failed = new Set<string>();
const versions = new LocalVersions();
let data: HookData;

/** Takes the settings. */
export const initialize: InitializeHook<HookData> = given => {
  data = given;
};

/** Finds a module of the folder by its name, with or without suffix, in its present version. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const { parentURL: parent = '' } = context;
  const isCell = parent === data.notebook;
  if (!isCell && !isVersioned(parent)) return nextResolve(specifier, context);
  const own = data.modules.get(specifier);
  if (own !== undefined) return { url: own, format: 'module', shortCircuit: true };
  const isLocal = /^(\.{0,2}\/|file:)/.test(specifier);
  const files = isLocal
    ? [specifier]
    : pathsOf(data.settings, specifier).map(path => pathToFileURL(path).href);
  if (!files.length) return nextResolve(specifier, context);
  let failure: unknown;
  for (const candidate of [...files.flatMap(candidatesOf), ...(isLocal ? [] : [specifier])]) {
    try {
      const found = await nextResolve(candidate, context);
      if (!found.url.startsWith('file:') || isPackaged(found.url)) return found;
      const file = fileURLToPath(found.url);
      if (isCell && hasFailed(specifier)) versions.forget(file);
      const version = versions.of(file, isCell ? undefined : fileURLToPath(parent));
      return { ...found, url: `${found.url}?changed=${version}` };
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
};

/** Loads TypeScript, JSX and JSON of the folder; all else is left to Node. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const { pathname } = new URL(url);
  if (!isVersioned(url)) return nextLoad(url, context);
  const file = fileURLToPath(url);
  if (TYPESCRIPT.test(pathname)) {
    const { format, erased } = loadTypeScript(file, await readFile(file, 'utf8'));
    const inline = Buffer.from(JSON.stringify(erased.map)).toString('base64');
    const source = `${erased.code}\n//# sourceMappingURL=data:application/json;base64,${inline}`;
    return { format, source, shortCircuit: true };
  }
  if (pathname.endsWith('.json') && context.importAttributes['type'] === undefined)
    return { format: 'module', source: jsonModule(await readFile(file, 'utf8')), shortCircuit: true };
  return nextLoad(url, context);
};

function loadTypeScript(file: string, code: string): { format: 'module' | 'commonjs'; erased: Erased } {
  const language = languageOf(file);
  const source = { code, file, language, keepsImports: false };
  const { root, body } = parse(code, language);
  if (file.endsWith('.cts') || body.some(isCommonJs))
    return { format: 'commonjs', erased: lower(source, data.settings, 'commonjs') };
  const isNewer = needsLowering(root, data.settings);
  return { format: 'module', erased: toJavaScript(source, isNewer, data.settings) };
}

/** `export =` and `import x = require('x')`. */
function isCommonJs(statement: Node): boolean {
  return (
    statement.type === 'TSExportAssignment' ||
    child(statement, 'moduleReference')?.type === 'TSExternalModuleReference'
  );
}

/** A module with the value as its default export, and what its names are, as TypeScript has it. */
function jsonModule(text: string): string {
  const value: unknown = JSON.parse(text);
  const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const named = keys.filter(key => key !== 'default').map(key => JSON.stringify(key));
  return [
    `const value = JSON.parse(${JSON.stringify(JSON.stringify(value))});\nexport default value;`,
    ...named.map((key, index) => `const v${index} = value[${key}]; export { v${index} as ${key} };`),
  ].join('\n');
}

/** As TypeScript resolves: `./x.js` means `./x.ts` first, `./x` may be that or a folder. */
function candidatesOf(specifier: string): string[] {
  const [, base, kind] = /^(.*)\.([mc]?)jsx?$/.exec(specifier) ?? [];
  const typed = base === undefined ? [] : [`${base}.${kind}ts`, ...(kind ? [] : [`${base}.tsx`])];
  return [...typed, specifier, ...SUFFIXES.map(end => specifier + end)];
}

const SUFFIXES = ['.ts', '.tsx', '.js', '.jsx', '/index.ts', '/index.tsx', '/index.js', '/index.jsx'];

function isPackaged(url: string): boolean {
  return url.includes('/node_modules/');
}

/** True for modules of the user that these hooks have found: the kernel's and the preload's are none of them. */
function isVersioned(url: string): boolean {
  return url.startsWith('file:') && url.includes('?changed=');
}

/** What failed is tried anew: a package may have been installed since, or a server started. */
function hasFailed(specifier: string): boolean {
  for (let next = receiveMessageOnPort(data.failures); next; next = receiveMessageOnPort(data.failures))
    failed.add(String(next.message));
  return failed.delete(specifier);
}

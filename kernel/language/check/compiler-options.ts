import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { EmitSettings, JsxSettings } from '../emit-settings.js';

/** Compiler options as TypeScript gives them after it has read a tsconfig.json: enumerations are numbers, paths absolute. */
export type ParsedOptions = Readonly<Record<string, unknown>>;

/** TypeScript's number for ES2022, from which on fields of classes are defined and not assigned. */
const ES2022 = 9;
/** TypeScript's number for `"jsx": "react"`. */
const CLASSIC_JSX = 3;

/** The user's tsconfig.json beside the notebook, if there is one. */
export function userConfigOf(folder: string): string | undefined {
  const file = join(folder, 'tsconfig.json');
  return existsSync(file) ? file : undefined;
}

/** What cells are checked with where nobody says otherwise. */
export function defaultOptions(replacing: Readonly<Record<string, unknown>> = {}): object {
  return { target: 'esnext', lib: ['esnext'], types: ['node'], strict: true, ...replacing };
}

/**
 * What no tsconfig.json changes, because the kernel runs the code: where modules are found, what is emitted. Nor are unused
 * names reported, for all that a cell declares or may use is exported and imported behind its back.
 *
 * @param root of the private folder, which is merged with that of the disk
 * @param user what the user's tsconfig.json says, if there is one
 * @param modules as {@link LanguageOptions.modules}
 */
export function fixedOptions(
  root: string,
  user: ParsedOptions = {},
  modules: Readonly<Record<string, string>> = {},
): object {
  const types = dirname(dirname(createRequire(import.meta.url).resolve('@types/node/package.json')));
  const own = Object.entries(modules).map(([name, file]) => [
    name,
    [file.replace(/\.([mc]?)js$/, '.d.$1ts')],
  ]);
  return {
    target: 'esnext',
    module: 'preserve',
    moduleResolution: 'bundler',
    moduleDetection: 'force',
    allowJs: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    esModuleInterop: true,
    allowSyntheticDefaultImports: true,
    skipLibCheck: true,
    noEmit: true,
    ...(user['jsx'] === undefined && { jsx: 'react-jsx' }),
    ...Object.fromEntries(OFF.map(option => [option, false])),
    ...Object.fromEntries(UNSET.map(option => [option, null])),
    rootDirs: [root, '/', ...strings(user['rootDirs'])],
    typeRoots: [...strings(user['typeRoots']), types],
    paths: Object.fromEntries([...(settingsOf(user).paths ?? []), ...own]),
    ...(settingsOf(user).assignsFields && { useDefineForClassFields: false }),
  };
}

const OFF = [
  ...['isolatedModules', 'isolatedDeclarations', 'verbatimModuleSyntax'],
  ...['noUnusedLocals', 'noUnusedParameters', 'noResolve', 'noCheck', 'importHelpers'],
  ...['composite', 'incremental', 'declaration', 'declarationMap', 'emitDeclarationOnly'],
];
const UNSET = ['baseUrl', 'outDir', 'outFile', 'rootDir', 'declarationDir', 'tsBuildInfoFile'];

/** What of a user's options matters at run time. */
export function settingsOf(user: ParsedOptions): EmitSettings {
  const { jsx, experimentalDecorators, emitDecoratorMetadata, useDefineForClassFields, target } = user;
  const paths = pathsIn(user);
  const definesFields = useDefineForClassFields ?? Number(target ?? ES2022) >= ES2022;
  return {
    ...(typeof jsx === 'number' && jsx > 0 && { jsx: jsxIn(user) }),
    ...(experimentalDecorators === true && {
      legacyDecorators: { metadata: emitDecoratorMetadata === true },
    }),
    ...(definesFields === false && { assignsFields: true }),
    ...(paths.length && { paths }),
  };
}

function jsxIn({ jsx, jsxImportSource, jsxFactory, jsxFragmentFactory }: ParsedOptions): JsxSettings {
  return {
    classic: jsx === CLASSIC_JSX,
    ...(typeof jsxImportSource === 'string' && { source: jsxImportSource }),
    ...(typeof jsxFactory === 'string' && { factory: jsxFactory }),
    ...(typeof jsxFragmentFactory === 'string' && { fragment: jsxFragmentFactory }),
  };
}

/** `paths` with absolute targets; `baseUrl`, which TypeScript 7 no longer knows, as a pattern for everything. */
function pathsIn({ paths, pathsBasePath, baseUrl }: ParsedOptions): [string, string[]][] {
  const base = String(baseUrl ?? pathsBasePath ?? '/');
  const found = Object.entries((paths ?? {}) as Record<string, string[]>).map(
    ([pattern, targets]): [string, string[]] => [pattern, targets.map(target => resolve(base, target))],
  );
  if (typeof baseUrl === 'string' && !found.some(([pattern]) => pattern === '*'))
    found.push(['*', [join(baseUrl, '*')]]);
  return found;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
}

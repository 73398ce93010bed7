import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmitSettings } from '../emit-settings.js';
import { LanguageError } from '../errors.js';
import { nativeTypeScript } from '../native-typescript.js';
import { type Erased, eraseTypes, type Source } from './erase.js';
import { children, field, type Node } from './syntax.js';

/**
 * True if code uses what Node does not run yet or in another way (decorators, `using`, `accessor`, fields that are assigned) or what
 * the eraser knows only in part: namespaces.
 */
export function needsLowering(node: Node, settings: EmitSettings): boolean {
  return (
    node.type === 'Decorator' ||
    node.type === 'AccessorProperty' ||
    (node.type === 'TSModuleDeclaration' && !field(node, 'declare')) ||
    (node.type === 'VariableDeclaration' && String(field(node, 'kind')).endsWith('using')) ||
    (settings.assignsFields === true && node.type === 'PropertyDefinition') ||
    children(node).some(next => needsLowering(next, settings))
  );
}

/** What the eraser's printer writes in another way, for the sake of web pages: in a raw template it would be another text. */
const printedOtherwise = /<\/script/i;

/**
 * A module as JavaScript that Node runs.
 *
 * @param isNewer whether it {@link needsLowering}
 * @throws LanguageError if there is no JavaScript for it
 */
export function toJavaScript(source: Source, isNewer: boolean, settings: EmitSettings): Erased {
  return isNewer || printedOtherwise.test(source.code)
    ? lower(source, settings, 'esnext')
    : eraseTypes(source, settings);
}

/**
 * Removes types and rewrites newer syntax with TypeScript's own emitter: a process of some 15 ms, for the few modules that need it.
 *
 * @throws LanguageError if TypeScript emits nothing
 */
export function lower(
  { code, file, language, keepsImports }: Source,
  settings: EmitSettings,
  module: 'esnext' | 'commonjs',
): Erased {
  const folder = mkdtempSync(join(tmpdir(), 'tunebook-lower-'));
  try {
    const input = `module.${language}`;
    writeFileSync(join(folder, input), code);
    const imports = keepsImports ? '--verbatimModuleSyntax' : '--isolatedModules';
    const options = [...OPTIONS, ...optionsFor(settings), '--module', module, imports];
    // Its complaints are about types, which are not looked at here: the checker has.
    const { error } = spawnSync(nativeTypeScript(), [...options, '--outDir', folder, input], { cwd: folder });
    if (error)
      throw new LanguageError('TypeScript could not be started to rewrite the code.', { cause: error });
    const { names, mappings } = JSON.parse(readFileSync(join(folder, 'module.js.map'), 'utf8'));
    const output = readFileSync(join(folder, 'module.js'), 'utf8').replace(
      /\/\/# sourceMappingURL=.*\s*$/,
      '',
    );
    return { code: output, map: { version: 3, sources: [file], names, mappings } };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const OPTIONS = [
  ...['--ignoreConfig', '--noCheck', '--noResolve', '--noLib', '--sourceMap'],
  // Another cell may use it.
  '--preserveConstEnums',
  ...['--target', 'es2022', '--moduleDetection', 'force'],
];

function optionsFor({ jsx, legacyDecorators, assignsFields }: EmitSettings): string[] {
  const options = ['--jsx', jsx?.classic ? 'react' : 'react-jsx'];
  if (jsx?.classic && jsx.factory) options.push('--jsxFactory', jsx.factory);
  if (jsx?.classic && jsx.fragment) options.push('--jsxFragmentFactory', jsx.fragment);
  if (jsx?.source) options.push('--jsxImportSource', jsx.source);
  if (legacyDecorators) options.push('--experimentalDecorators');
  if (legacyDecorators?.metadata) options.push('--emitDecoratorMetadata');
  if (assignsFields) options.push('--useDefineForClassFields', 'false');
  return options;
}

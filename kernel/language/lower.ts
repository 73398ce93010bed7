import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Erased, eraseTypes } from './erase.js';
import { LanguageError } from './errors.js';
import { nativeTypeScript } from './native-typescript.js';
import { children, field, type Node } from './syntax.js';

/** True if code uses what Node does not run yet (decorators, `using`, `accessor`) or what the eraser knows only in part: namespaces. */
export function needsLowering(node: Node): boolean {
  return (
    node.type === 'Decorator' ||
    node.type === 'AccessorProperty' ||
    (node.type === 'TSModuleDeclaration' && !field(node, 'declare')) ||
    (node.type === 'VariableDeclaration' && String(field(node, 'kind')).endsWith('using')) ||
    children(node).some(needsLowering)
  );
}

/** What the eraser's printer writes in another way, for the sake of web pages: in a raw template it would be another text. */
const printedOtherwise = /<\/script/i;

/**
 * A module as JavaScript that Node runs.
 *
 * @param newerSyntax whether it uses what Node does not run yet
 * @throws LanguageError if there is no JavaScript for it
 */
export function toJavaScript(code: string, file: string, newerSyntax: boolean): Erased {
  return newerSyntax || printedOtherwise.test(code) ? lower(code, file) : eraseTypes(code, file);
}

/**
 * Removes types and rewrites newer syntax with TypeScript's own emitter: a process of some 15 ms, for the few modules that need it.
 *
 * @throws LanguageError if TypeScript emits nothing
 */
function lower(code: string, file: string): Erased {
  const folder = mkdtempSync(join(tmpdir(), 'tunebook-lower-'));
  try {
    writeFileSync(join(folder, 'module.ts'), code);
    // Its complaints are about types, which are not looked at here: the checker has.
    const { error } = spawnSync(nativeTypeScript(), [...OPTIONS, '--outDir', folder, 'module.ts'], {
      cwd: folder,
    });
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
  '--ignoreConfig',
  '--noCheck',
  '--noResolve',
  '--noLib',
  '--sourceMap',
  '--verbatimModuleSyntax',
  // Another cell may use it.
  '--preserveConstEnums',
  ...['--target', 'es2022', '--module', 'esnext', '--moduleDetection', 'force'],
];

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { API, type Diagnostic } from 'typescript/unstable/sync';

/** A finding, at UTF-16 offsets of the file. */
export interface PlainFinding {
  readonly code: number;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** The compiler options of cells, stated a second time on purpose. */
export const OPTIONS = {
  target: 'esnext',
  module: 'preserve',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  lib: ['esnext'],
  types: ['node'],
  typeRoots: [dirname(dirname(createRequire(import.meta.url).resolve('@types/node/package.json')))],
  strict: true,
  skipLibCheck: true,
  allowJs: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
};

/**
 * What plain TypeScript finds in modules: the syntax first, as `tsc` does, types only where that is right.
 *
 * @param folder where the modules are written; their imports resolve from there
 */
export function checkModules(folder: string, modules: readonly string[]): PlainFinding[][] {
  const files = modules.map((text, index) => {
    const file = join(folder, `module-${index}.ts`);
    writeFileSync(file, text);
    return file;
  });
  const config = join(folder, 'oracle.json');
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...OPTIONS, noEmit: true }, files }));
  const api = new API({ cwd: folder });
  try {
    const program = api.updateSnapshot({ openProject: config }).getProjects()[0]!.program;
    return files.map(file => {
      const syntax = program.getSyntacticDiagnostics(file);
      return (syntax.length ? syntax : program.getSemanticDiagnostics(file)).map(plain);
    });
  } finally {
    api.close();
  }
}

function plain(diagnostic: Diagnostic): PlainFinding {
  return { code: diagnostic.code, message: flat(diagnostic, ''), start: diagnostic.pos, end: diagnostic.end };
}

function flat(diagnostic: Diagnostic, indent: string): string {
  return [
    indent + diagnostic.text,
    ...(diagnostic.messageChain ?? []).map(one => flat(one, `${indent}  `)),
  ].join('\n');
}

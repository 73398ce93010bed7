import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Language, Program } from '../../../../dist/kernel/language/language.js';
import { nativeTypeScript } from '../../../../dist/kernel/language/native-typescript.js';
import { OlderCell, wholeModule } from './equivalent.ts';
import { bindLate } from './late-binding.ts';
import type { NotebookText } from './notebook-text.ts';
import { OPTIONS } from './plain-typescript.ts';

const run = promisify(execFile);
const script = (name: string) => fileURLToPath(new URL(`./scripts/${name}`, import.meta.url));

/** How long a cell may run, in milliseconds. */
const CELL_TIME = 10_000;

/** What came of running code. */
export interface Ran {
  /** What it printed. */
  readonly lines: readonly string[];
  /** Name and message of what it threw. */
  readonly error?: readonly [name: string, message: string];
  /** The line of the cell where it threw. */
  readonly line?: number;
}

/** Modules as JavaScript, made by TypeScript itself. */
export async function emit(folder: string, modules: readonly string[]): Promise<string[]> {
  const files = modules.map((_, index) => `program-${index}.ts`);
  await Promise.all(files.map((file, index) => writeFile(join(folder, file), modules[index]!)));
  const compilerOptions = {
    ...OPTIONS,
    target: 'es2022',
    preserveConstEnums: true,
    rewriteRelativeImportExtensions: true,
    rootDir: '.',
    outDir: 'emitted',
  };
  await mkdir(join(folder, 'emitted'), { recursive: true });
  await writeFile(join(folder, 'emitted/package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'emit.json'), JSON.stringify({ compilerOptions, files }));
  // Its complaints are those that the other oracle compares.
  await run(nativeTypeScript(), ['-p', 'emit.json'], { cwd: folder, maxBuffer: 1e9 }).catch(() => {});
  return Promise.all(files.map(file => readFile(join(folder, 'emitted', file.replace(/ts$/, 'js')), 'utf8')));
}

/** Runs modules one after the other as Node runs them. */
export async function runModules(folder: string, modules: readonly string[]): Promise<Ran[]> {
  const files = modules.map((_, index) => join(folder, 'emitted', `run-${index}.js`));
  await Promise.all(files.map((file, index) => writeFile(file, modules[index]!)));
  const { stdout } = await run(process.execPath, [script('run-modules.mjs'), ...files], { maxBuffer: 1e9 });
  return JSON.parse(stdout);
}

/** A process that runs the product's programs. */
export class Session {
  readonly #process;

  constructor(folder: string) {
    this.#process = fork(script('run-cells.mjs'), [folder]);
  }

  async run(program: Program): Promise<Ran> {
    this.#process.send(program);
    const signal = AbortSignal.timeout(CELL_TIME);
    const [ran] = await once(this.#process, 'message', { signal }).catch(cause => {
      throw new Error(`A cell does not end:\n${program.code}`, { cause });
    });
    return ran;
  }

  async close(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill();
    await exited;
  }
}

/** Cells that were run, to be run again as one module: a whole notebook, or what led to a cell that threw. */
export interface Part {
  readonly title: string;
  readonly cells: readonly OlderCell[];
  readonly ran: Ran;
}

/** Runs a notebook by the product; at the end a cell more shows the values of all names. */
export async function runNotebook(
  language: Language,
  session: Session,
  { title, cells }: NotebookText,
): Promise<Part[]> {
  await language.reset();
  const parts: Part[] = [];
  const older: OlderCell[] = [];
  const lines: string[] = [];
  const values = new Set<string>();
  const step = async (code: string) => {
    const number = older.length + 1;
    const { program } = await language.prepare(code, number);
    if (!program) return;
    const ran = await session.run(program);
    const cell = new OlderCell(code);
    if (ran.error) {
      parts.push({ title, cells: [...older, cell], ran: { ...ran, lines: [...lines, ...ran.lines] } });
      return;
    }
    await language.commit(number);
    older.push(cell);
    lines.push(...ran.lines);
    for (const name of cell.names.keys()) values.delete(name);
    for (const name of program.declares) values.add(name);
  };
  for (const { code } of cells) await step(code);
  const shown = older.length;
  // Of an imported type there is a name and no value.
  const entries = [...values].map(name => `${name}: typeof ${name} === 'undefined' ? undefined : ${name}`);
  const inspected = `inspect({ ${entries.join(', ')} }, { depth: 3, compact: false })`;
  // Unchecked, for a constant enum is no value to TypeScript.
  await step(`// @ts-nocheck\nconsole.log((await import('node:util')).${inspected})`);
  if (older.length === shown) throw new Error(`${title}: the values of its names cannot be shown.`);
  parts.push({ title, cells: older, ran: { lines } });
  return parts;
}

/** What Node printed and threw otherwise than the product, readable; empty where they agree. */
export async function differences(folder: string, parts: readonly Part[]): Promise<Map<Part, string>> {
  const emitted = await emit(
    folder,
    parts.map(({ cells }) => wholeModule(cells)),
  );
  const modules = emitted.map(bindLate);
  const expected = await runModules(folder, modules);
  return new Map(
    parts.flatMap((part, index) => {
      const [ours, theirs] = [comparable(part.ran), comparable(expected[index]!)];
      if (ours.join('\n') === theirs.join('\n')) return [];
      const at = ours.findIndex((line, place) => line !== theirs[place]);
      const around = (lines: readonly string[]) =>
        lines.slice(Math.max(0, at - 3), at + 5).map(line => `  ${line}`);
      const text = [
        `--- ${part.title}`,
        modules[index],
        'The product prints',
        ...around(ours),
        'Node prints',
        ...around(theirs),
      ];
      return [[part, text.join('\n')]];
    }),
  );
}

/** Places in files and cells differ, naturally. */
function comparable({ lines, error }: Ran): string[] {
  return [...lines, ...(error ? [`${error[0]}: ${error[1]}`] : [])]
    .flatMap(line => line.split('\n'))
    .filter(line => !/^\s+at /.test(line));
}

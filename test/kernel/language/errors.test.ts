import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Notebook } from './notebook.ts';

let notebook: Notebook;
beforeAll(async () => {
  notebook = await Notebook.open();
});
afterAll(() => notebook.close());

describe('a cell that is refused', () => {
  it('says line, column and the offending text, and does not run', async () => {
    await notebook.values('let touched = false');
    const { refused, traceback } = await notebook.run('touched = true\nconst n: number =\n  "😀" + touchedd');
    expect(refused).toBe(true);
    expect(traceback?.split('\n')).toEqual([
      expect.stringMatching(
        /^cell\[2\]:2:7 - error TS2322: Type 'string' is not assignable to type 'number'\.$/,
      ),
      '2 | const n: number =',
      '  |       ^',
      '',
      "cell[2]:3:10 - error TS2552: Cannot find name 'touchedd'. Did you mean 'touched'?",
      '3 |   "😀" + touchedd',
      '  |          ^^^^^^^^',
    ]);
    expect(await notebook.values('touched')).toBe('false');
  });

  it('marks the first of many lines, however wide their characters are', async () => {
    const { traceback } = await notebook.run(
      'declare function take(o: { a: 1; b: 2; c: 3; missing: 1 }): void\n\tconst 幅 = take({\n  a: 1,\n\n  b: 2,\n  c: 3,\n})',
    );
    expect(traceback?.split('\n').slice(1)).toEqual([
      '2 | \tconst 幅 = take({',
      '  | \t                ^',
      '3 |   a: 1,',
      '  |   ^^^^^',
      '4 | ',
      '5 |   b: 2,',
      '  |   ^^^^^',
      '  …',
    ]);
  });

  it('counts very many findings and shows the first', async () => {
    const code = 'nowhere;\n'.repeat(20_000);
    const { traceback } = await notebook.run(code);
    expect(traceback).toContain(":20:1 - error TS2304: Cannot find name 'nowhere'.");
    expect(traceback).toMatch(/\nand 19980 more$/);
  });

  it('says what to do when it has too many statements for TypeScript', async () => {
    const { traceback } = await notebook.run(`let steps = 0\n${'steps += 1\n'.repeat(4_000)}`);
    expect(traceback).toContain('TS2563: TypeScript can not follow so many statements in one cell');
  });

  it('declares nothing', async () => {
    await notebook.run('const ghost: number = "x"');
    expect((await notebook.run('ghost')).traceback).toContain("Cannot find name 'ghost'");
  });

  it.each([
    ['an unclosed bracket, where the code ends', 'if (true) {\n  foo(', /:2:7 - error TS1005/],
    ['an assignment to a constant', 'fixed = 2', /TS2588: Cannot assign to 'fixed' because it is a constant/],
    ['an assignment to a function', 'made = 2', /TS2630: Cannot assign to 'made' because it is a function/],
    [
      'a package that is not there',
      "import 'no-such-package'\nimport x from 'nor-this'",
      /2:15 - error TS2307.*nor-this/,
    ],
    ['what browsers have and Node has not', 'document.title', /Cannot find name 'document'/],
  ])('reports %s', async (_, code, message) => {
    await notebook.values('const fixed = 1; function made() {}');
    const { refused, traceback } = await notebook.run(code);
    expect(refused).toBe(true);
    expect(traceback).toMatch(message);
  });

  it('survives code that no parser survives', async () => {
    const { traceback } = await notebook.run('['.repeat(100_000));
    expect(traceback).toContain('nested more than 1000 deep');
    expect(await notebook.values('1 + 1')).toBe('2');
  });

  it('is not refused for a sum of many terms', async () => {
    expect(await notebook.values(`${'1+'.repeat(20_000)}1`)).toBe('20001');
  });

  it('finds a package that was installed since', async () => {
    const { mkdir } = await import('node:fs/promises');
    expect((await notebook.run("import { late } from 'late'; late")).refused).toBe(true);
    await mkdir(`${notebook.folder}/node_modules/late`, { recursive: true });
    await notebook.write(
      'node_modules/late/package.json',
      '{ "name": "late", "type": "module", "exports": "./i.js" }',
    );
    await notebook.write('node_modules/late/i.js', 'export const late = 3');
    await notebook.write('node_modules/late/i.d.ts', 'export declare const late: number');
    expect(await notebook.values("import { late } from 'late'; late")).toBe('3');
  });
});

describe('a cell that throws', () => {
  it('says where a long line is cut', async () => {
    const { traceback } = await notebook.run(`throw new Error('cut') // ${'x'.repeat(200)}`);
    expect(traceback).toMatch(/^1 \| throw new Error\('cut'\) \/\/ x+…$/m);
  });

  it('shows the stack in the user’s text, and no frame of the kernel', async () => {
    const code =
      'interface Padding { a: 1 }\nfunction fail<T>(x: T): never {\n  throw new Error("no " + x)\n}\nfail(1)';
    const { traceback } = await notebook.run(code);
    const cell = /cell\[\d+\]/.exec(traceback ?? '')?.[0];
    expect(traceback?.split('\n')).toEqual([
      'Error: no 1',
      '3 |   throw new Error("no " + x)',
      '  |         ^',
      `    at fail (${cell}:3:9)`,
      `    at ${cell}:5:1`,
    ]);
  });

  it('names the cell of an older function, also after an await', async () => {
    await notebook.values(
      'async function later(): Promise<never> {\n  await null\n  throw new TypeError("late")\n}',
    );
    const { traceback } = await notebook.run('\nawait later()');
    expect(traceback).toMatch(
      /TypeError: late\n3 \| {3}throw.*\n.*\n {4}at later \(cell\[\d+\]:3:9\)\n {4}at async cell\[\d+\]:2:1$/,
    );
  });

  it('maps a file beside the notebook', async () => {
    await notebook.write(
      'thrower.ts',
      'interface A { a: 1 }\n\nexport function thrower(): never {\n  throw new Error("file")\n}',
    );
    const { traceback } = await notebook.run("import { thrower } from './thrower'\nthrower()");
    expect(traceback).toContain(`at thrower (file://${notebook.folder}/thrower.ts:4:9)`);
  });

  it('unfolds causes and gathered errors', async () => {
    const { traceback } = await notebook.run(
      'throw new AggregateError([new Error("first"), "second"], "many", { cause: new RangeError("root") })',
    );
    expect(traceback).toMatch(
      /^AggregateError: many\n[\s\S]*Caused by:\n {2}RangeError: root\n[\s\S]*Error 1 of 2:\n {2}Error: first\n[\s\S]*Error 2 of 2:\n {2}'second'$/,
    );
  });

  it('does not say again what the cause of an error says in the same words', async () => {
    const { traceback } = await notebook.run(
      'const why = new RangeError(["too", "far"].join(" "))\nthrow new Error(why.message, { cause: why })',
    );
    expect(traceback).toMatch(/^Error: too far\n[\s\S]*Caused by:\n {2}RangeError\n/);
    expect(traceback?.match(/too far/g)).toHaveLength(1);
  });

  it('shows what else an error says of itself, and names it by its class', async () => {
    const { traceback } = await notebook.run(
      'class NoFile extends Error { path = "/x"; list = [1, { deep: {} }]; get never() { throw 1 } }\nthrow new NoFile("gone")',
    );
    expect(traceback?.split('\n')).toEqual([
      'NoFile: gone',
      '2 | throw new NoFile("gone")',
      '  |       ^',
      expect.stringMatching(/^ {4}at cell\[\d+\]:2:7$/),
      "{ path: '/x', list: [ 1, [Object] ] }",
    ]);
    const { traceback: system } = await notebook.run("(await import('node:fs')).readFileSync('/no/file')");
    expect(system).toMatch(
      /^Error: ENOENT[\s\S]*\n\{ errno: -2, code: 'ENOENT', syscall: 'open', path: '\/no\/file' \}$/,
    );
  });

  it('folds the frames of a recursion', async () => {
    const { traceback } = await notebook.run(
      'function deep(n: number): void {\n  if (n === 0) throw new Error("deep")\n  deep(n - 1)\n}\ndeep(50)',
    );
    expect(traceback).toMatch(/:2:22\)\n {4}at deep \(cell\[\d+\]:3:3\)\n {6}\(8 times more\)$/);
  });

  it('knows errors of other realms and of the platform', async () => {
    expect(
      (await notebook.run("(await import('node:vm')).runInNewContext('throw new RangeError(\"far\")')"))
        .traceback,
    ).toMatch(/^RangeError: far\n1 \| .*\n.*\n {4}at evalmachine/);
    expect((await notebook.run("throw new DOMException('ended', 'AbortError')")).traceback).toMatch(
      /^AbortError: ended\n1 \|/,
    );
  });

  it('ends a long chain of causes', async () => {
    const { traceback } = await notebook.run(
      'let chain: Error | undefined; for (let i = 0; i < 1000; i++) chain = new Error("e" + i, { cause: chain }); throw chain',
    );
    expect(traceback).toContain('e994');
    expect(traceback).not.toContain('e993');
    expect(traceback).toMatch(/… and what caused it$/);
  });

  it.each([
    ['a string', "throw 'plain'", "'plain'"],
    [
      'properties that are very long',
      'throw Object.assign(new Error("x"), { text: "y".repeat(1e6), list: Array(1e6).fill(0), more: new Array(100).fill({}) })',
      '999700 more characters',
    ],
    [
      'properties whose inspection throws',
      'throw Object.assign(new Error("x"), { odd: { [Symbol.for("nodejs.util.inspect.custom")]() { throw 1 } } })',
      'odd: ',
    ],
    [
      'properties that no inspection survives',
      'throw Object.assign(new Error("x"), { odd: [{ get [Symbol.toStringTag]() { throw 1 } }] })',
      // Node 24 shows it as an object, Node 20 can not.
      'odd',
    ],
    [
      'fields that are no text',
      'throw Object.assign(new Error("x"), { message: {}, name: 5, stack: null })',
      'Error',
    ],
    [
      'a revoked proxy',
      'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy',
      '<Revoked Proxy>',
    ],
    ['nothing', 'throw undefined', 'undefined'],
    [
      'a hostile error',
      'throw Object.defineProperty(new Error("x"), "message", { get() { throw 1 } })',
      'Error',
    ],
    [
      'a hostile proxy',
      'throw new Proxy(new Error("x"), { get() { throw 1 }, getPrototypeOf() { throw 2 } })',
      'Proxy',
    ],
    [
      'an error that causes itself',
      'const own = new Error("own"); own.cause = own; throw own',
      '(the same error again)',
    ],
    ['a very long message', 'throw new Error("m".repeat(100_000))', 'more characters'],
  ])('describes %s', async (_, code, text) => {
    const { traceback } = await notebook.run(code);
    expect(traceback).toContain(text);
    expect(traceback!.length).toBeLessThan(40_000);
  });

  it('says which export a module lacks', async () => {
    await notebook.write('wrong.js', 'export const right = 1');
    await notebook.write('wrong.d.ts', 'export declare const wrong: number');
    const { traceback } = await notebook.run("import { wrong } from './wrong'; wrong");
    expect(traceback).toContain("does not provide an export named 'wrong'");
  });
});

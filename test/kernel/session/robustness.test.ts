import { TestKernel } from '../../support/kernel.ts';

describe('a cell that tampers with what it runs on', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.close());

  const survived = {
    'recurses without end': 'const f = (): number => 1 + f(); f()',
    'awaits itself without end': 'async function g(): Promise<void> { await g(); } await g()',
    'changes the folder': "process.chdir('/')",
    'ends its output': "process.stdout.end('bye'); process.stdout.destroy()",
    'closes its stdin and stderr':
      "import { closeSync } from 'node:fs'; closeSync(0); closeSync(2); console.error('gone')",
    'removes all listeners': 'process.removeAllListeners()',
    'replaces Promise': '(globalThis as any).Promise = 1',
    'replaces then': "Promise.prototype.then = () => { throw new Error('then') }",
    'replaces array methods':
      '(Array.prototype as any).map = (Array.prototype as any).push = () => { throw new Error() }',
    'replaces JSON': "JSON.stringify = () => 'x'; (globalThis as any).JSON = undefined",
    'replaces Symbol.for': "Symbol.for = () => { throw new Error('for') }",
    'replaces timers': '(globalThis as any).setTimeout = (globalThis as any).setImmediate = () => 0',
    'removes Buffer and console': 'delete (globalThis as any).Buffer; delete (globalThis as any).console',
    'removes process': 'delete (globalThis as any).process',
    'makes stacks throw':
      "Error.prepareStackTrace = () => { throw new Error('stack') }; throw new Error('mine')",
    'pollutes all objects': '(Object.prototype as any).value = (Object.prototype as any).get = 1',
    'freezes everything':
      'Object.freeze(globalThis); for (const one of [Object, Array, Promise, Function, Map]) Object.freeze(one.prototype)',
  };
  it.each(Object.entries(survived))('keeps its variables when it %s', async (_what, code) => {
    await kernel.run("var state = 'kept', end = process.exit");
    await kernel.run(code);
    expect(await kernel.run('state')).toMatchObject({ status: 'ok', value: "'kept'" });
    expect((await kernel.run('end(0)')).reply).toMatchObject({
      ename: 'SessionEndedError',
    });
  });

  const broken = {
    'replaces what text is searched with':
      'RegExp.prototype.exec = String.prototype.replace = String.prototype.includes = fail',
    'replaces what text is cut with':
      '(String.prototype as any).slice = (String.prototype as any).split = fail',
    'replaces what objects are looked at with':
      'Object.keys = Object.values = Object.entries = (Object as any).getOwnPropertyDescriptors = Object.getPrototypeOf = fail',
    'replaces how lists are gone through':
      '(Array.prototype as any).flatMap = (Array.prototype as any).slice = fail',
    'makes all objects promises that never end': '(Object.prototype as any).then = () => {}',
    'makes all objects promises that fail': '(Object.prototype as any).then = fail',
  };
  it.each(Object.entries(broken))('is answered in plain text at least when it %s', async (_what, code) => {
    await kernel.run("var state = 'kept', end = process.exit");
    await kernel.run(`const fail = (): never => { throw new Error('replaced') }; ${code}; 1`);
    expect(await kernel.run('state')).toMatchObject({ status: 'ok', value: expect.stringContaining('kept') });
    expect(await kernel.run('({ a: [1] })')).toMatchObject({ status: 'ok', value: expect.any(String) });
    expect((await kernel.run("throw new Error('mine')")).reply).toMatchObject({ evalue: 'mine' });
    expect((await kernel.run("void Promise.reject('alone'); 1")).value).toBe('1');
    expect((await kernel.run('end(0)')).reply).toMatchObject({ ename: 'SessionEndedError' });
  });

  it('goes on after background errors that throw when they are looked at', async () => {
    await kernel.run("var state = 'kept'");
    const trap = 'new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })';
    await kernel.run(`void Promise.reject(${trap}); setTimeout(() => { throw ${trap} }, 0); await 1`);
    expect((await kernel.run('await new Promise(resolve => setTimeout(resolve, 20)); state')).value).toBe(
      "'kept'",
    );
  });

  const ended = {
    'exits in the middle of try': ['try { process.exit(3) } finally { }', /exit code 3\./],
    terminates: ['process.kill(process.pid); await new Promise(() => {})', /SIGTERM/],
    aborts: ['process.abort()', /SIGABRT/],
    crashes: ["process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {})", /SIGSEGV/],
    'closes its stdout': [
      "import { closeSync } from 'node:fs'; closeSync(1); console.log(1)",
      /file descriptor/,
    ],
    'closes the pipe of commands': [
      "import { closeSync } from 'node:fs'; closeSync(3); await new Promise(() => {})",
      /file descriptor/,
    ],
    'closes the pipe of interrupts': [
      "import { closeSync } from 'node:fs'; closeSync(4); await new Promise(() => {})",
      /file descriptor/,
    ],
    'replaces what events are made of': [
      "(Object.prototype as any).toJSON = () => 'nope'; 1",
      /replaced a part of JavaScript/,
    ],
    'replaces what the kernel counts with': [
      "Map.prototype.get = () => { throw new Error('get') }; 1",
      /replaced a part of JavaScript/,
    ],
  } as const;
  it.each(Object.entries(ended))(
    'says that its variables are gone when it %s',
    async (_what, [code, reason]) => {
      await kernel.run("var state = 'kept'");
      const { reply } = await kernel.run(code);
      expect(reply).toMatchObject({ status: 'error', ename: 'SessionEndedError' });
      expect(reply['evalue']).toMatch(reason);
      expect(reply['evalue']).toMatch(/variables are gone/);
      expect((await kernel.run('state')).reply['evalue']).toBe("Cannot find name 'state'.");
      expect((await kernel.run('1 + 1')).value).toBe('2');
    },
  );

  const tooLarge = {
    'a string': "'x'.repeat(2 ** 30)",
    'a buffer of more than there is': 'new ArrayBuffer(1e15)',
    'an array': 'new Array(2 ** 33)',
  };
  it.each(Object.entries(tooLarge))('goes on after it asked for %s', async (_what, code) => {
    await kernel.run("var state = 'kept'");
    expect((await kernel.run(code)).reply).toMatchObject({ ename: 'RangeError' });
    expect((await kernel.run('state')).value).toBe("'kept'");
  });

  it('tells the rejection that nobody handles before it ends, and the session lives', async () => {
    await kernel.run("var state = 'kept'");
    const { stderr, value } = await kernel.run("void Promise.reject(new Error('nobody')); 1");
    expect({ stderr, value }).toEqual({ stderr: expect.stringContaining('nobody'), value: '1' });
    expect((await kernel.run('state')).value).toBe("'kept'");
  });
});

describe('a value that is hard to show', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    await kernel.run("import { inspect } from 'node:util'; let state = 'kept'");
  });
  afterAll(() => kernel.close());

  const display = (bundle: string) => `({ [Symbol.for('Jupyter.display')]: () => (${bundle}) })`;
  const values = {
    'is a string of 100 MB': "'x'.repeat(100e6)",
    'is an array of 1e8': 'new Array(1e8)',
    'is an array with holes': 'const holes: number[] = []; holes[4e9] = 1; holes',
    'is a large typed array': 'new Float64Array(1e7)',
    'is a map of a million': 'new Map(Array.from({ length: 1e6 }, (_, i) => [i, i]))',
    'has 100,000 keys': "Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ['k' + i, i]))",
    'is nested 100,000 deep': 'let deep: unknown = []; for (let i = 0; i < 1e5; i++) deep = [deep]; deep',
    'is shown as JSON nested too deep': display("{ 'application/json': deep }"),
    'contains itself': 'const self: any = {}; self.self = self; self',
    'is a proxy whose traps throw':
      'new Proxy({}, { get() { throw new Error() }, ownKeys() { throw new Error() }, getPrototypeOf() { throw new Error() } })',
    'is a revoked proxy': 'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); proxy',
    'has getters that throw':
      '({ get a(): number { throw new Error() }, get constructor(): any { throw new Error() } })',
    'throws when it is inspected': "({ [inspect.custom]() { throw new Error('inspected') } })",
    'throws when it is written as JSON': display(
      "{ 'application/json': { toJSON() { throw new Error('written') } } }",
    ),
    'has a tag that throws': '({ get [Symbol.toStringTag](): string { throw new Error() } })',
    'is an error with a message of 100 MB': "throw new Error('x'.repeat(1e8))",
    'is an error of 10,000 causes':
      "let error = new Error('0'); for (let i = 0; i < 1e4; i++) error = new Error('x', { cause: error }); throw error",
    'is nothing that can be thrown': 'throw new Proxy({}, { get() { throw 1 } })',
  };
  it.each(Object.entries(values))('is answered when it %s', async (_what, code) => {
    const { reply, outputs } = await kernel.run(code);
    expect(reply['status']).toMatch(/ok|error/);
    expect(JSON.stringify(outputs).length).toBeLessThan(1_000_000);
    expect((await kernel.run('state')).value).toBe("'kept'");
  });

  const loops = {
    'is inspected': "({ [inspect.custom]() { console.log('go'); while (true) {} } })",
    'is written as JSON': display(
      "{ 'application/json': { toJSON() { console.log('go'); while (true) {} } } }",
    ),
  };
  it.each(Object.entries(loops))('can be interrupted when it loops while it %s', async (_what, code) => {
    const started = kernel.printed('go');
    const cell = kernel.run(code);
    await started;
    await kernel.client.interrupt();
    expect((await cell).reply).toMatchObject({ ename: 'InterruptedError' });
    expect((await kernel.run('state')).value).toBe("'kept'");
  });
});

import { TestKernel } from '../../support/kernel.ts';
import { Random, seeds } from '../../support/seeds.ts';

/** Code of values that are harmless. */
const leaves = [
  ...[
    '0',
    '-0',
    'NaN',
    '1e300',
    '2n ** 70n',
    'true',
    'null',
    'undefined',
    "'text'",
    "'<b>&\\u{1f600}\\ud800'",
  ],
  ...["'x'.repeat(1e6)", "Symbol('s')", '() => 1', 'class C {}', '/x/g', 'new Date(NaN)', 'new Date(0)'],
  ...["new Error('e')", 'new Float32Array(3)', "Buffer.from('GIF89a..')", 'Promise.resolve(1)', 'globalThis'],
  ...['new WeakMap()', '(function* () {})()', 'Object.create(null)', 'new Array(1e6)', 'process.env'],
  ...['new Proxy(new Date(), {})', "new URL('http://a.b/c?d')", 'new SharedArrayBuffer(8)'],
];
/** Code of values that throw, lie or go on for ever when they are looked at. */
const traps = [
  'Object.defineProperty({}, "a", { enumerable: true, get() { throw 1 } })',
  '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()',
  'new Proxy({}, { get() { throw 1 }, has() { throw 2 }, ownKeys() { throw 3 }, getPrototypeOf() { throw 4 } })',
  'new Proxy(() => 1, { get: (_, name, self) => self })',
  '({ get [Symbol.toStringTag]() { throw 1 } })',
  '({ get constructor() { throw 1 } })',
  '({ get outerHTML() { throw 1 } })',
  '({ outerHTML: 5, numRows: 1, schema: { fields: [null] }, getChildAt() { throw 1 } })',
  '({ numRows: 1e9, schema: { fields: [{ name: "n", type: { typeId: 2 } }] }, getChildAt: () => ({ get: () => 1 }) })',
  '({ [Symbol.for("nodejs.util.inspect.custom")]() { throw 1 } })',
  '({ toString() { throw 1 }, valueOf() { throw 2 }, toJSON() { throw 3 } })',
  '(() => { const loop: any = [{}]; loop[0].loop = loop; return loop })()',
  '(() => { let deep: any = {}; for (let i = 0; i < 1e4; i++) deep = { deep }; return deep })()',
  'Object.defineProperty(new Error("e"), "stack", { get() { throw 1 } })',
  'Object.setPrototypeOf(new Map([[1, 2]]), null)',
  'Object.defineProperty([{ a: 1 }], 0, { get() { throw 1 } })',
];

function valueCode(random: Random, depth: number): string {
  if (depth === 0 || random.chance(0.3)) return random.pick(random.chance(0.3) ? traps : leaves);
  const inner = Array.from({ length: random.int(1, 3) }, () => `(${valueCode(random, depth - 1)})`);
  const objects = inner.map(
    (code, i) => `{ ${random.pick(['a', 'b', '"<i>"', '__proto__x'])}: ${code}, n: ${i} }`,
  );
  return random
    .pick([
      `[${inner}]`,
      objects[0]!,
      `[${objects}]`,
      `new Map<any, any>([${inner.map(code => `[${code}, ${code}]`)}])`,
      `new Set<any>([${inner}])`,
      `Array(3000).fill(${inner[0]})`,
      `Object.assign(new Error('e', { cause: ${inner[0]} }), { own: ${inner[0]} })`,
    ])
    .replace(/^\{/, '({')
    .replace(/(^\(\{.*)\}$/s, '$1})');
}

describe('values of any kind', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start({ preload: 'tunebook' });
  });
  afterAll(() => kernel.close());

  it.each(seeds)('are shown and thrown, bounded, and the kernel goes on (seed %i)', async seed => {
    const random = new Random(seed);
    for (let i = 0; i < 25; i++) {
      const code = `(${valueCode(random, 3)}) as any`;
      const { outputs, status } = await kernel.run(code);
      const size = JSON.stringify(outputs).length;
      expect({ code, status, isBounded: size < 400_000 }).toEqual({ code, status: 'ok', isBounded: true });
      const thrown = await kernel.run(`throw ${code}`);
      const length = JSON.stringify(thrown.reply['traceback'] ?? '').length;
      expect({ code, status: thrown.status, isBounded: length > 2 && length < 100_000 }).toEqual({
        code,
        status: 'error',
        isBounded: true,
      });
    }
  });
});

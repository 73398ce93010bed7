// %%% destructuring
// %%
const { p, q: { r = 5, ...rest } = { r: undefined as number | undefined, s: 1 }, ['t' + 'u']: computed = 'none' } = { p: 1 } as { p: number; q?: { r?: number; s: number }; [key: string]: unknown }
let [first, , third = 3, [nested] = ['deep'], ...tail] = [1, 2, undefined, undefined, 5, 6] as [number, number, number?, [string]?, ...number[]]
const [{ a: [b] }] = [{ a: ['inner'] }]
console.log(p, r, rest, computed, first, third, nested, tail, b)
// %%
;[first, third] = [third, first]
;({ first, x: tail[0], ...rest2 } = { first: 9, x: 8, y: 7 })
var rest2: { y: number }
for (const [key, { v }] of Object.entries({ k: { v: 1 } })) console.log(key, v)
for ([first] of [[4], [5]]);
for (const { length } of ['ab']) console.log(length)
console.log(first, third, tail, rest2)
// %%
let element: { list: number[] } = { list: [] }
for (element.list[0] of [1, 2, 3]);
;[element.list[1] = 7] = []
try { throw { code: 3, inner: [4] } } catch (error) { const { code, inner: [value] } = error as { code: number; inner: number[] }; console.log(code, value) }
console.log(element)
// %% refused 2339 2353
const { absent } = { present: 1 }
// %% refused 2488
const [no] = 5 as unknown as number
// %% refused 2493
const [zero, beyond] = [1] as [number]
// %% refused 1182 7031
const { lonely }
// %% refused 1155
const bare
// %%% iteration and asynchronous code
// %%
async function* count(to: number) { try { for (let i = 1; i <= to; i++) { await null; yield i } } finally { console.log('closed') } }
const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
let sum = 0
for await (const n of count(3)) { if (n === 3) break; sum += n }
console.log(sum)
// %%
outer: for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j === 1) continue outer; if (i === 2) break outer; console.log(i, j) } }
unused: { console.log('in block'); break unused }
loop: do { sum++; if (sum > 5) break loop } while (true)
console.log(sum)
// %%
const results = await Promise.allSettled([sleep(1).then(() => 'slept'), Promise.reject(new Error('no'))])
console.log(results.map(one => (one.status === 'fulfilled' ? one.value : one.reason.message)))
const background = (async () => { await sleep(5); sum = 1000; return 'done' })()
// %%
console.log(await background, sum)
const callbacks: (() => number)[] = []
for (let i = 0; i < 3; i++) { callbacks.push(() => i); i += 0 }
console.log(callbacks.map(f => f()))
// %%
const later = { then(resolve: (value: number) => void) { resolve(12) } }
console.log(await later, await Promise.race([later, sleep(50)]))
const lazy = await (async () => (await import('node:path')).sep)()
console.log(lazy, await Promise.all([1, Promise.resolve('x')]))
// %% throws 1
const failing = async () => { await null; throw new SyntaxError('asynchronous') };
await failing()
// %% throws 1
function deep(): never { throw Object.assign(new Error('with a cause', { cause: 'this' }), { name: 'Custom' }) };
[1].forEach(() => {
  deep()
})
// %% refused 1308
function notAsync() { await null }
// %% refused 2801
if (sleep(1)) console.log('always')
// %% refused 2504
for await (const x of 5) console.log(x)
// %%% literals and operators
// %%
const big = 2n ** 64n, separated = 1_000_000, hex = 0xff, octal = 0o17, binary = 0b1010
const emoji = '😀é𝒳', regex = /(?<year>\d{4})-(?<month>\d\d)/dgu, sets = /[\p{L}--[a-z]]/v
const tag = (strings: TemplateStringsArray, ...values: unknown[]) => strings.raw.join('|') + values.length
console.log(big, separated, hex, octal, binary, emoji.length, [...emoji].length)
// %%
const match = regex.exec('on 2024-05')
console.log(match?.groups?.['year'], match?.indices?.[0], tag`a${1}\n${2}b`, sets.test('A'), `nested ${`in ${1 + 1}`}`)
const holder: { deep?: { call?: (n: number) => number; list?: number[] } | null } = { deep: { list: [1] } }
console.log(holder.deep?.call?.(1) ?? 'none', holder.deep?.list?.[0], holder?.deep!.list!.length)
holder.deep ??= null
holder.deep &&= { call: n => n + 1 }
console.log(holder.deep?.call!(4))
// %%
const config = { mode: 'fast', sizes: [1, 2] } satisfies { mode: 'fast' | 'slow'; sizes: number[] }
const tuple = ['a', 1] as const
const asserted = <string>(<unknown>'old style')
let definite!: number
config.mode satisfies 'fast'
console.log(config.mode, tuple[0], asserted, typeof definite, void 0, delete (config as { mode?: string }).mode)
// %% refused 2322
const bad = { mode: 'medium' } satisfies { mode: 'fast' | 'slow' }
// %% refused 2365
1n + 1
// %% refused 2363
const product = 2 * 'x'
// %% refused 2352
const cast = 'x' as number
// %% refused 2322
;(() => 1n) satisfies () => string
// %% deviates narrowing 18049
holder.deep.list
// %% refused 2532
[1].find(n => n > 1).toFixed()
// %% refused 2872
if ({}) console.log('object')
// %%
const symbols = { [Symbol.toStringTag]: 'Tagged', [Symbol.toPrimitive](hint: string) { return hint === 'number' ? 42 : 'text' } }
console.log(`${symbols}`, +symbols, Object.prototype.toString.call(symbols))
const unique: unique symbol = Symbol.for('unique')
console.log({ [unique]: 1 }[unique])
// %% refused 2322
const notUnique: typeof unique = Symbol.for('other')

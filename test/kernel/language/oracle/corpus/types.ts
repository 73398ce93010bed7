// %%% aliases, generics, inference
// %%
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Assert<T extends true> = T
interface Box<T> { readonly value: T; map<U>(f: (value: T) => U): Box<U> }
function box<T>(value: T): Box<T> { return { value, map: f => box(f(value)) } }
// %%
const boxed = box(1).map(n => [n, String(n)] as const)
type Boxed = Assert<Equal<typeof boxed, Box<readonly [number, string]>>>
console.log(boxed.value)
// %% refused 2344
type Wrong = Assert<Equal<typeof boxed, Box<number>>>
// %%
type DeepReadonly<T> = { readonly [K in keyof T]: T[K] extends object ? DeepReadonly<T[K]> : T[K] }
type Getters<T> = { [K in keyof T & string as `get${Capitalize<K>}`]: () => T[K] }
type ElementOf<T> = T extends readonly (infer E extends string | number)[] ? E : never
type Split<S extends string, D extends string> = S extends `${infer H}${D}${infer R}` ? [H, ...Split<R, D>] : [S]
// %%
interface Settings { size: number; nested: { deep: string[] } }
const getters: Getters<Settings> = { getSize: () => 1, getNested: () => ({ deep: [] }) }
type Parts = Assert<Equal<Split<'a.b.c', '.'>, ['a', 'b', 'c']>>
type Element = Assert<Equal<ElementOf<readonly [1, 'x']>, 1 | 'x'>>
const frozen: DeepReadonly<Settings> = { size: 1, nested: { deep: ['x'] } }
console.log(getters.getSize(), frozen.nested.deep[0])
// %% refused 2540
frozen.nested.deep = []
// %% refused 2561
const badGetters: Getters<Settings> = { getSise: () => 1, getNested: () => ({ deep: [] }) }
// %%
function pluck<T, const K extends readonly (keyof T)[]>(from: T, keys: K): { [I in keyof K]: T[K[I]] } {
  return keys.map(key => from[key]) as never
}
const plucked = pluck({ a: 1, b: 'x', c: true }, ['b', 'a'])
plucked satisfies readonly [string, number]
console.log(plucked)
// %% refused 2322
pluck({ a: 1 }, ['b'])
// %%
function defaults<T extends object = { plain: true }>(value?: T): T { return value ?? ({ plain: true } as T) }
console.log(defaults().plain, defaults({ rich: 1 }).rich)
// %% refused 2345
defaults<{ a: number }>('x')
// %% refused 2314
let noArguments: Box
// %% refused 2589
type Endless<T> = T extends unknown ? Endless<[T]> : never
type Never = Endless<1>
let endless: Endless<string>
// %%% unions and narrowing
// %%
type Shape =
  | { kind: 'circle'; radius: number }
  | { kind: 'square'; side: number }
  | { kind: 'rectangle'; width: number; height: number }
function area(shape: Shape): number {
  switch (shape.kind) {
    case 'circle': return Math.round(3 * shape.radius ** 2)
    case 'square': return shape.side ** 2
    case 'rectangle': return shape.width * shape.height
    default: return shape satisfies never
  }
}
// %%
const shapes: Shape[] = [{ kind: 'circle', radius: 2 }, { kind: 'rectangle', width: 2, height: 3 }]
console.log(shapes.map(area))
// %% refused 2353
shapes.push({ kind: 'square', side: 1, radius: 2 })
// %% refused 2322
const shape: Shape = { kind: 'triangle', side: 1 }
// %% refused 2339
shapes[0]!.radius
// %%
function isString(value: unknown): value is string { return typeof value === 'string' }
function assertNumber(value: unknown, what = 'value'): asserts value is number {
  if (typeof value !== 'number') throw new TypeError(`${what} is not a number`)
}
class Problem extends Error { constructor(readonly detail: { code: number }) { super('problem') } }
// %%
const mixed: (string | number | null | Problem | string[])[] = ['a', 1, null, new Problem({ code: 7 }), ['l']]
for (const value of mixed) {
  if (isString(value)) console.log(value.toUpperCase())
  else if (value instanceof Problem) console.log(value.detail.code, value.message)
  else if (Array.isArray(value)) console.log(value.at(0)?.length)
  else if (value != null) console.log(value.toFixed(1))
  else console.log(value)
}
// %%
let anything: unknown = JSON.parse('5')
assertNumber(anything)
console.log(anything + 1)
const strings = mixed.filter(isString).filter(s => s.length)
strings satisfies string[]
const inferred = [1, undefined, 2].filter(n => n !== undefined)
inferred satisfies number[]
console.log(strings, inferred)
// %% throws 3
const input: unknown = 'text';
{
  assertNumber(input, 'input')
}
// %% refused 2339
function broken(value: string | number) { return 'length' in Object(value) ? value.length : 0 }
// %% refused 2367
if ((shapes.length as 1 | 2) === 3) console.log('never')
// %% refused 2366
function noEnd(n: number): string { if (n > 1) return 'x' }
// %%% functions and overloads
// %%
function parse(text: string): number
function parse(text: string[]): number[]
function parse(text: string | string[]): number | number[] {
  return typeof text === 'string' ? Number(text) : text.map(Number)
}
// %%
console.log(parse('4') + 1, parse(['4', '5']).length)
// %% refused 2769
parse(4)
// %% refused 2554
parse()
// %%
const withOptions = ({ a = 1, b: { c = [2], ...rest } = { d: 4 } as { c?: number[]; d: number } }: { a?: number; b?: { c?: number[]; d: number } } = {}, ...[x, y = 'y']: [number?, string?]) => ({ a, c, rest, x, y })
console.log(withOptions(), withOptions({ a: 2, b: { c: [], d: 5 } }, 1, 'z'))
// %% refused 2322
withOptions({ a: 'x' })
// %%
function self(this: { n: number }, by: number) { return this.n * by }
const bound = self.bind({ n: 4 })
const tupled = (...args: [name: string, age?: number]) => args.length
function* numbers(): Generator<number, string, boolean> { const more = yield 1; if (more) yield 2; return 'end' }
console.log(bound(2), tupled('x'), self.length, tupled.name)
// %%
const it = numbers()
console.log(it.next(), it.next(true), it.next(false))
// %% refused 2764
;[...numbers()]
// %% refused 2345
it.next('x')
// %% refused 2684
self(2)
// %% refused 7006
const implicit = x => x
// %% refused 2345
[1, 2].map((n: string) => n)
// %%
abstract class Visitor<R> {
  abstract visit(n: number): R
  all(...ns: number[]): R[] { return ns.map(n => this.visit(n)) }
}
type Constructor<T> = new (...args: any[]) => T
function Named<B extends Constructor<object>>(Base: B) { return class extends Base { label = 'named' } }
// %%
class Doubler extends Named(class { start = 1 }) { double() { return this.start * 2 + this.label } }
class Show extends Visitor<string> { visit(n: number) { return `<${n}>` } }
console.log(new Doubler().double(), new Show().all(1, 2))
// %% refused 2511
new Visitor()
// %% refused 2515
class Bad extends Visitor<number> {}

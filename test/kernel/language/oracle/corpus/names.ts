// %%% redefinition
// %%
let a: number | string = 1
const found = []
let later;
let label: string | undefined
// %%
const b = a
found.push(3, 'x')
later = 3
console.log(b, found, later.toFixed(1))
// %%
class P { n = 1 }
const p = new P()
console.log(p.n)
// %%
class P { m = 1 }
console.log(new P().m, p.n)
// %% refused 2741
const q: P = p
// %% refused 2552
fond
// %% refused 2588
b = 2
// %% refused 2322
let label: number = 'x'
// %%
label = 'kept'
console.log(label.length)
// %%
const label = { text: 'now an object' } as const
console.log(label.text)
// %% refused 2540
label.text = 'other'
// %%
function label(): number { return 7 }
console.log(label())
// %% refused 2630
label = () => 8
// %%
enum label { One = 1, Two }
console.log(label.Two, label[1])
// %% refused 2628
label = 3
// %%
namespace label { export const inner = [1] }
console.log(label)
// %%
namespace label { export const other = [2] }
console.log(label)
// %% refused 2631
label = 3
// %%
type label = 'a' | 'b'
const chosen: label = 'a'
console.log(chosen)
// %% refused 2693
console.log(label)
// %%% narrowing between cells
// %%
const maybe = new Map([['a', 1]]).get('a')
let text: string | undefined = 'a'
const isShown = typeof maybe === 'number'
const fail = (): never => { throw new Error('failed') }
let rows = []
let nothing = null
function named(): string | undefined { return undefined }
const Color = { red: 1, blue: 2 } as const
type Color = (typeof Color)[keyof typeof Color]
// %%
if (maybe) console.log([1].map(n => maybe.toFixed(n)))
if (text) console.log([1].map(() => text.length))
// %% deviates narrowing 18048
if (isShown) console.log(maybe + 1)
// %%
let own: string | undefined = 'own' as string | undefined, another = maybe
if (own) console.log([1].map(() => own.length))
if (another) console.log([1].map(() => another.toFixed()))
var old: string | undefined = 'old' as string | undefined
// %% refused 18048
if (old) [1].map(() => old.length)
// %% refused 18048
if (own) [1].map(() => { own = undefined; return () => own.length })
// %% refused 18048
if (!maybe) fail()
maybe.toFixed()
// %%
rows = [1]
rows.push(2)
nothing = 4
const color: Color = Color.red
console.log(rows, nothing + 1, color)
// %% refused 2339
nothing = 4
nothing.nope
// %% refused 2588 2630
Color = 3
named = named
// %% refused 2322
const wrong: Color = 3
// %%
const strict: asserts = x => { if (typeof x !== 'string') throw new TypeError('no string') }
type asserts = (x: unknown) => asserts x is string
let unknown: unknown = 'some text'
// %%
strict(unknown)
console.log(unknown.length)
// %% refused 18046
unknown.length
// %%
const one = 1, many = [1, 2, 3] as const, key = Symbol('key')
let two = one
two = 2
// %%
let three = one
three = 3
interface Keyed { [key]: number }
const keyed: Keyed = { [key]: many[2] }
console.log(three, keyed[key], many.length === 3)
// %% refused 2322
const four: 4 = one
// %%% unknown names
// %%
const temperature = 1.5, pressures = [1, 2]
class Simulation { run() { return 'ran' } }
interface Thermostat { kind: string }
namespace Units { export type Kelvin = number }
// %% refused 2552
temperatur + 1
// %% refused 2552
new Simulaton()
// %% refused 2552
let t: Thermostaat
// %% refused 2833
let k: Unit.Kelvin
// %% refused 2552
console.log({ temperature, presures })
// %% refused 18004
console.log({ somethingElseEntirely })
// %% refused 2304
somethingElseEntirely()
// %% refused 2584
document.title
// %% refused 2694
let x: Units.Celsius
// %% refused 2749
let w: temperature
// %% refused 2693
const s = Thermostat
// %%
console.log(temperature, pressures, new Simulation().run())
// %%% var and hoisting
// %%
console.log(early(2))
function early(n: number) { return n * 2 }
for (var i = 0; i < 3; i++) { var hoisted = i }
{ var block = 'b' }
// %% refused 2454
console.log(unheld)
{ var unheld = 1 }
// %%
console.log(i, hoisted, block)
// %% refused 2454
console.log(i)
var i = 10
// %%
var i = 10
var hoisted
console.log(i)
// %%
i++
block += '!'
const closures = [1, 2].map(n => () => n + i)
let counter = 0
function increment(by = 1) { counter += by; return counter }
// %%
i = 100
console.log(closures.map(f => f()), increment(), increment(5), counter)
// %%
counter = 50
increment()
console.log(counter)
// %% refused 2448 2454
early2
const early2 = 1
// %% refused 2448 2454
console.log(itself)
let itself: number
// %% refused 2454
let unset: number
console.log(unset)
// %% refused 2451 2451
let twice = 1
let twice = 2
// %% refused 2300 2300
class Dup {}
type Dup = number
// %%
switch (i as number) { case 100: var inSwitch = 'yes'; break; default: inSwitch = 'no' }
try { throw new Error('x') } catch { var inCatch = 1 } finally { var inFinally = 2 }
if (i) var inIf = 3; else var inElse = 4
for (var of of [5, 6]);
for (var key in { k: 1 });
while (i-- > 98) var inWhile = i
// %%
console.log(inSwitch, inCatch, inFinally, inIf, inElse, of, key, inWhile)
// %%% late binding
// %%
function helper(n: number) { return n + 1 }
function user(n: number) { return helper(n) * 10 }
class Base { name() { return 'first' } }
const make = () => new Base().name()
let shared = 1
const readShared = () => shared
// %%
console.log(user(1), make(), readShared())
// %%
function helper(n: number) { return n + 2 }
class Base { name() { return 'second' } }
let shared = 2
console.log(user(1), make(), readShared())
// %%
shared = 3
console.log(readShared())
// %% refused 2448 2588
shared = 3
const [shared] = [1]
// %%
const { shared: [first] } = { shared: ['x'] }
const [shared, ...others] = [4, 5, 6]
console.log(readShared(), others, first)
// %%
class Derived extends Base { override name() { return `derived from ${super.name()}` } }
const derived = new Derived()
function recursive(n: number): number { return n <= 0 ? 0 : 1 + recursive(n - 1) }
const old = recursive
// %%
function recursive(_: number): number { return 100 }
console.log(derived.name(), old(3))
// %%% a value and a type of the same name from two cells
// %%
interface Point { x: number; y: number }
const Size = { small: 1, large: 9 } as const
// %% deviates halves 2693
type Size = keyof typeof Size
// %%
const Point = (x: number, y = x): Point => ({ x, y })
type Size = 'small' | 'large'
// %%
const size: Size = 'large'
const point: Point = Point(1, Size[size])
console.log(point, size)
// %% refused 2322
const none: Size = 'medium'
// %% refused 2322
const flat: Point = Point('1' as never).x
// %%
class Point { z = 1 }
console.log(new Point().z)
// %% refused 2339
new Point().x

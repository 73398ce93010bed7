// %%% enums and namespaces
// %%
enum Level { Low, Mid = 5, High, Text = 'text', Computed = 'abc'.length }
const enum Fixed { A = 1 << 2, B = A | 1, C = 'c' }
declare enum Outside { X }
enum Merged { One = 1 }
enum Merged { Two = 2 }
// %%
console.log(Level.High, Level[5], Level.Text, Level.Computed, Fixed.B, Fixed.C, Object.keys(Merged).length)
let level: Level = Level.Low
level = Level.Mid
const names: Record<keyof typeof Level, number> = { Low: 1, Mid: 2, High: 3, Text: 4, Computed: 5 }
function describe(level: Level.Low | Level.High) { return level === Level.Low ? 'low' : 'high' }
// %%
console.log(describe(Level.Low), level === Level.Mid, names.Low)
// %% refused 2322
level = 'text'
// %% refused 2339
Level.Medium
// %% refused 2475
console.log(Fixed)
// %% refused 2345
describe(Level.Mid)
// %%
namespace Geometry {
  export interface Point { x: number; y: number }
  const hidden = 2
  export let scale = hidden
  export function distance({ x, y }: Point) { return Math.hypot(x, y) * scale }
  export namespace Deep { export class Thing { constructor(public at: Point) {} } export type Alias = Thing }
}
namespace Geometry { export const origin: Point = { x: 0, y: 0 } }
// %%
const thing: Geometry.Deep.Alias = new Geometry.Deep.Thing({ x: 3, y: 4 })
Geometry.scale = 10
console.log(Geometry.distance(thing.at), Geometry.origin)
// %%
import Shortcut = Geometry.Deep
import Point = Geometry.Point
const short = new Shortcut.Thing({ x: 1, y: 1 })
const point: Point = short.at
console.log(point)
// %%
console.log(new Shortcut.Thing(point).at.x)
// %% refused 2339
Geometry.hidden
// %% refused 2694
let missing: Geometry.Missing
// %%
function tool(n: number) { return n + tool.offset }
namespace tool { export let offset = 5 }
class Outer { inner = new Outer.Inner() }
namespace Outer { export class Inner { v = 1 } }
enum Direction { Up, Down }
namespace Direction { export function flip(d: Direction) { return d === Direction.Up ? Direction.Down : Direction.Up } }
// %%
tool.offset = 7
console.log(tool(1), new Outer().inner.v, Direction.flip(Direction.Up))
// %%
interface Options { a: number }
interface Options { b?: string }
interface Callable { (n: number): string; new (n: number): Date; readonly [index: number]: boolean; method?(): void }
const options: Options = { a: 1, b: 'x' }
// %%
interface Options { c: boolean }
const others: Options = { c: true }
console.log(others, options)
// %% refused 2353
const mixed: Options = { a: 1, c: true }
// %%
declare const ghost: number
declare function phantom(): void
declare class Spirit { haunt(): void }
declare namespace Afar { const away: number }
type OnlyType = typeof ghost
// %%
const solid: OnlyType = 5
console.log(typeof ghost, solid)
// %% throws 1
phantom()
// %%% enums beside newer syntax
// %%
const enum Unit { Bar = 1, Pascal = 2 }
{ using nothing = null }
// %%
console.log(Unit.Pascal)
enum Scale { One = Unit.Bar, Ten = One * 10 }
enum Scale { Hundred = Ten * 10 }
// %%
console.log(Scale.Hundred, Scale[1])
namespace Split { export const a = 1 }
namespace Split { export const b = a + 1 }
// %%
console.log(Split.b)
// %%% globals
// %%
declare global { var sharedGlobal: number; interface Array<T> { lastButOne(): T | undefined } }
globalThis.sharedGlobal = 6
Array.prototype.lastButOne = function () { return this.at(-2) }
Object.defineProperty(Array.prototype, 'lastButOne', { enumerable: false })
// %%
console.log(sharedGlobal, [1, 2, 3].lastButOne())
// %%
sharedGlobal++
const Map = 'shadows the global'
console.log(globalThis.sharedGlobal, Map.length, new globalThis.Map().size)
// %% refused 2349
Map()
// %% refused 2322
sharedGlobal = 'x'
// %%
declare module 'common' { interface Added { extra: true } }
import type { Added } from 'common'
const added: Added = { extra: true }
console.log(added)
// %%% exports
// %%
export const shared = 8
export function exported() { return shared }
export default class Default { n = 1 }
export type Exported = number
const later = 1
export { later, later as renamed }
// %%
export { exported }
export const shared = 9
export default 5
export type { Exported }
console.log(exported(), new Default().n, later)
// %%
export * from 'modern'
export * as everything from './local.ts'
const typed: Exported = shared
console.log(typed)
// %% refused 2304
console.log(everything)
// %%
export default function () { return 1 }
export {}
export enum Kept { A = 3 }
export namespace Space { export const v = 1 }
export interface Kind { k: Kept }
export abstract class Abs { abstract a(): void }
// %%
const kind: Kind = { k: Kept.A }
console.log(kind, Space.v, typeof Abs)

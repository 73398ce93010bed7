// %%% imports
// %%
import fs, { readFileSync, type PathLike } from 'node:fs'
import * as path from 'node:path'
import { join as combine, default as wholePath } from 'path'
import type { Stats } from 'node:fs'
import { EventEmitter } from 'events'
import 'node:os'
// %%
const where: PathLike = combine('a', 'b')
let stats: Stats | undefined
console.log(fs.readFileSync === readFileSync, path.posix.sep, where, wholePath.extname('x.ts'), stats)
class Emitter extends EventEmitter { sent = 0 }
// %%
const emitter = new Emitter()
emitter.on('x', n => { emitter.sent += n })
emitter.emit('x', 4)
console.log(emitter.sent)
// %% refused 2632
path = 5
// %% refused 2540
path.sep = '/'
// %% refused 2769
readFileSync(Symbol())
// %% refused 2305
import { nothingLikeIt } from 'node:path'
// %% refused 2305
import { joinn } from 'node:path'
// %% refused 2307
import missing from './missing.ts'
// %% refused 1361
import type { Buffer as B } from 'node:buffer'
B.from('x')
// %%
import { twice, version, Tool } from 'common'
import modern, { list, type Options } from 'modern'
import * as common from 'common'
const options: Options = { deep: true }
console.log(twice(4), version, new Tool().use(), modern('x'), list.length, common.twice(1), options)
// %%
console.log(twice(5), new Tool() instanceof common.Tool, modern(list)[0]!.at(-1))
// %% refused 2345
twice('x')
// %%
import untyped from 'untyped'
const result = untyped.anything
// %%
import { twice } from './twice.ts'
console.log(twice('again'))
// %%
const dynamic = await import('common')
const { default: again, list: listed } = await import('modern')
console.log(dynamic.twice(3), again(1), listed.length, typeof import.meta.url)
// %% refused 2339
;(await import('common')).thrice
// %%% local files
// %%
import Counter, { square, Level, type Form } from './local.ts'
import { doubled, square as sameSquare } from './nested/deep.ts'
import data from './data.json' with { type: 'json' }
// %%
const counter = new Counter()
const form: Form = square
console.log(counter.next(), counter.next(), Level.High, doubled, sameSquare === square, form.sides, data.rows + data.names.length)
// %% refused 2322
const rows: string = data.rows
// %% refused 2540
square.sides = 5
// %% refused 18013
counter.#n
// %%
import * as everything from './nested/deep.ts'
type Shapes = everything.Shape
const shape: Shapes = { sides: everything.doubled }
console.log(shape)
// %%
const list: import('./local.ts').Shape[] = [square]
type Loaded = Awaited<typeof import('./local.ts')>
const load = async (): Promise<Loaded['Level']> => (await import('./local.ts')).Level
console.log(list.length, (await load()).Low)

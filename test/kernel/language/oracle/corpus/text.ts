// %%% the ends of cells
// %%
const a = 1 // a comment without a newline behind it
// %%
a // as the last line
// %%
const b = a
/* an
   open end */
// %%
[b, a].length
// %%
(() => console.log('not a call of what comes before'))()
// %%
const c = b
// %%
`template, not a tag of ${c}`
// %%
/regex/.test('regex')
// %%
+c
// %%

// %%
;
// %%
console.log(a, b, c);
// a comment at the end
// %%
// nothing but a comment
// %% refused 1005
const open = (1 + 2
// %% refused 1005
if (a) { console.log(1)
// %% refused 1160
const text = `never closed
// %% refused 1002
const quote = 'never closed
const next = 1
// %% refused 1134 1134
const = 5
// %% refused 1434
a b
// %% refused 1128
}
// %% refused 1010
/* never closed
// %% refused 1135
foo(1,,2)
// %% refused 1435 1434
clas X {}
// %% refused 1011
a[]
// %% refused 1161
/open
// %% refused 1003
a.
// %%% characters
// %%
const größe = 1, 変数 = 2, $dollar_ = 3, ünïcödé = { ключ: 4 }
console.log(größe + 変数 + $dollar_ + ünïcödé.ключ)
// %%
const \u0065scaped = 5, 𝒳 = '𝒳'
console.log(escaped, 𝒳.length)
// %% refused 1127 1134 1134
const 😀 = 1
// %% refused 2322
const smile = '😀😀'; const wrong: number = '😀'
// %% refused 2339
ünïcödé.ключи
// %% refused 2304
unïcödé
// %% crlf
const lines = `a
b`
console.log(lines.length,
  JSON.stringify(lines))
// %% crlf refused 2322
const above = `a
`
const below: string =
  above.length
// %%
const tabs	=	1
  const spaced   =   2
console.log(tabs,　spaced)
// %%% a byte order mark
// %% bom
const marked = 1
console.log(marked)
// %%% a byte order mark and an error
// %% bom refused 2322
const fine: string = 1
// %%% a shebang
// %%
#!/usr/bin/env node
const run = 1
console.log(run)
// %%% what counts at the top of a file
// %%
'use strict'
/// <reference types="node" />
const first: typeof process.version = process.version
console.log(typeof first)
// %%% switched off
// %%
// @ts-nocheck
const unchecked: number = 'x'
console.log(unchecked)
// %%% comments for the compiler
// %%
const n = 1
// @ts-ignore
const ignored: string = n
// @ts-expect-error: it is a number
const awaited: string = n
console.log(ignored, awaited)
// %% refused 2578
// @ts-expect-error
const right: number = n

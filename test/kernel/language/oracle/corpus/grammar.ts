// %%% what the grammar forbids
// %%
const declared = 1, y = 2
class Known {}
// %% refused
const { lonely }
// %% refused
const bare
// %% refused
let x = 1; class { }
// %% refused
for (let x = 1 of []);
// %% refused
class A { constructor(); constructor(){} get x(a){} }
// %% refused
enum E { A = 1, 1 }
// %% refused
break
// %% refused
return 1
// %% refused
label: label: 1
// %% refused
abstract class A { abstract x() {} }
// %% refused
let a; let a
// %% refused
import x from "y"; const z = yield
// %% refused
new.target
// %% refused
super()
// %% refused
1++
// %% refused
a = b => {} ? 1 : 2
// %% refused
"use strict"; 010
// %% refused
delete x
// %% refused
with(a){}
// %% refused
async () => { for await (x in y); }
// %% refused
interface A { x = 1 }
// %% refused
declare let x = 5
// %% refused
class A { declare x = 1 }
// %% refused
function f(a?, b){}
// %% refused
type T = {a b}
// %% refused
try {}
// %% refused
const enum E { A = f() }
// %% refused
if (1) let x = 1
// %% refused
function f(...a, b){}
// %% refused
class A extends B, C {}
// %% refused
#x in y
// %% refused
export default 1; export default 2
// %% refused
export { nope }
// %% refused
import { a as default } from "x"
// %% refused
await = 1
// %% refused
let let = 1
// %% refused
`${`
// %% refused 2779
x?.y = 1
// %% refused
async function f() { function g() { await 1 } }
// %% refused
for (const x of a, b);
// %% refused
class A { #a; #a }
// %% refused
class A { constructor(){} constructor(){} }
// %% refused
({ a = 1 })
// %% refused
<T>x => x
// %% refused
let x: number?
// %% refused
a ?? b || c
// %% refused
-1 ** 2
// %% refused
using x
// %% refused
function f() { "use strict"; with (a) {} }
// %% refused
namespace A.B { export default 1 }
// %% refused
@dec const x = 1
// %% refused
accessor x
// %% deviates whole 1203
export = 1
// %% refused
import x = require("y")
// %% refused
enum {}
// %% refused
class implements {}
// %% refused
/(/
// %% refused
/a/gg
// %% refused
/(?<n>a)(?<n>b)/
// %% refused
1_
// %% refused
0b12
// %% refused
"\u{110000}"
// %% refused
{a:1,b:2}
// %% refused
1++; declared
// %% refused
const { lonely }; new Known(); declared
// %% refused
function f() { break }
// %% refused
declared++; const bare

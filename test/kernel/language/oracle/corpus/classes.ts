// %%% members of every kind
// %%
class Account {
  static #count = 0
  static prefix: string
  static { Account.prefix = 'A'; console.log('static block') }
  #balance: number
  readonly id = `${Account.prefix}${++Account.#count}`
  declare note?: string
  protected owner?: string
  constructor(balance: number, public currency = 'EUR', private readonly log: string[] = []) { this.#balance = balance }
  get balance() { return this.#balance }
  set balance(value: number) { if (value < 0) throw new RangeError('overdrawn'); this.#balance = value; this.log.push(`${value}`) }
  #secret() { return this.#balance * 2 }
  static same(a: Account, b: Account) { return #balance in a && a.#secret() === b.#secret() }
  withdraw(n: number): this { this.balance -= n; return this }
  get history() { return this.log.join() }
  ['computed' + 1]() { return 'c' }
  *[Symbol.iterator]() { yield this.id; yield this.currency }
}
// %%
const account = new Account(10)
console.log(account.withdraw(3).withdraw(2).balance, account.history, [...account], Object.keys(account))
console.log(Account.same(account, new Account(5)), Account.prefix, new Account(1).id)
// %% throws 11
// The line is that of the setter, in the cell above.
{

  account.withdraw(100)
}
// %% refused 18013
account.#balance
// %% refused 2445
account.owner
// %% refused 2341
account.log
// %% refused 2540
account.id = 'x'
// %% refused 2554
new Account()
// %% refused 2345
new Account('x')
// %%
class Savings extends Account {
  rate = 0.5
  override withdraw(n: number) { console.log('saving', n); return super.withdraw(n) }
  whose() { return this.owner ?? 'nobody' }
}
const savings = new Savings(100, 'USD')
console.log(savings.withdraw(1).rate, savings.whose(), savings instanceof Savings)
// %% refused 2416
class Worse extends Savings { rate = 'high' }
// %% refused 2339
savings.nothing
// %% refused 2551
savings.withdrow(1)
// %% refused 2420
class Half implements Iterable<number> {}
// %% refused 2564
class Unset { value: number }
// %%% decorators, accessors, this
// %%
function logged(method: (this: any, n: number) => number, { name, kind }: ClassMethodDecoratorContext) {
  console.log('decorating', name, kind)
  return function (this: any, n: number) { console.log('calling', name); return method.call(this, n) }
}
function registered<T extends new (...args: any[]) => object>(target: T, context: ClassDecoratorContext<T>) {
  context.addInitializer(function () { console.log('initialised', this.name) })
}
function double(_: undefined, { metadata }: ClassFieldDecoratorContext) { return (value: number) => value * 2 }
// %%
@registered
class Calculator {
  @double base = 4
  accessor factor = 3
  @logged times(n: number) { return n * this.base * this.factor }
}
// %%
const calculator = new Calculator()
calculator.factor += 1
console.log(calculator.times(2), Object.keys(calculator))
// %% refused 1241 1270
class Misdecorated { @double wrong() { return 1 } }
// %%
class Chain { steps: string[] = []; add(step: string): this { this.steps.push(step); return this } is(): this is { steps: [string] } { return this.steps.length === 1 } }
class Longer extends Chain { end() { return this.steps.join('>') } }
console.log(new Longer().add('a').add('b').end())
// %%
const chain = new Chain().add('only')
if (chain.is()) { const [only] = chain.steps; console.log(only.length) }
const literal = { n: 1, get twice(): number { return this.n * 2 }, set twice(v) { this.n = v / 2 }, async *stream() { yield this.n }, ['k' + 1]: 2, __proto__: null }
literal.twice = 10
console.log(literal.n, literal.twice)
// %%
class Weird { static async *['gen']() { yield 1 } static name2 = this.name; 'quoted key' = 1; 12 = 'twelve'; constructor() { console.log(new.target === Weird) } }
console.log(Weird.name2, new Weird()['quoted key'], new Weird()[12])
for await (const n of Weird.gen()) console.log(n)
// %%% using
// %%
const events: string[] = []
const resource = (name: string) => ({ name, [Symbol.dispose]() { events.push(`-${name}`) } })
const slow = (name: string) => ({ name, async [Symbol.asyncDispose]() { await null; events.push(`~${name}`) } })
function work() { using a = resource('a'), b = resource('b'); events.push(a.name + b.name); return 1 }
// %%
work()
{ await using c = slow('c'); events.push(c.name) }
for (using d of [resource('d1'), resource('d2')]) events.push(d.name)
console.log(events.join(' '))
// %% refused 2850
using nothing = 5
// %%% using at the top of a cell
// %%
const events: string[] = []
const resource = (name: string) => ({ name, [Symbol.dispose]() { events.push(`-${name}`) } })
// %%
using top = resource('top')
const kept = top.name
events.push('end of cell')
// %%
console.log(kept, events.slice(-2))

import type { Random } from '../../../support/seeds.ts';
import type { NotebookText } from './notebook-text.ts';
import { type Kind, Scope } from './scope.ts';

/** What a notebook is generated for. */
export interface Wish {
  /**
   * True if it shall also be run: then a name may change its type, but a function stays a function, a class a class and a counter a
   * number, so that older functions still work with what they see.
   */
  readonly runs: boolean;
}

/** A notebook of 5 to 15 cells that build on each other; about one cell in five is meant to be refused. */
export function generateNotebook(random: Random, title: string, wish: Wish): NotebookText {
  const scope = new Scope(random, wish.runs);
  const cells = Array.from({ length: random.int(5, 15) }, () => {
    const before = scope.copy();
    scope.beginCell();
    const statements = Array.from({ length: random.int(1, 4) }, () => statement(scope, random));
    const code = statements.join(random.pick(['\n', '\n', ';\n', '\n\n']));
    if (!random.chance(0.2)) return code;
    scope.restore(before);
    return spoiled(code, scope, random);
  });
  return { title, cells: cells.map(code => ({ code, expected: { kind: 'runs' as const } })) };
}

const KINDS: readonly Kind[] = ['number', 'string', 'boolean', 'numbers', 'record', 'either', 'maybe'];

function statement(scope: Scope, random: Random): string {
  return random.pick(STATEMENTS)(scope, random);
}

function exported(random: Random): string {
  return random.chance(0.1) ? 'export ' : '';
}

const STATEMENTS: readonly ((scope: Scope, random: Random) => string)[] = [
  declareVariable,
  declareVariable,
  declareVariable,
  destructure,
  declareFunction,
  declareClass,
  declareTypes,
  declareEnum,
  loop,
  narrow,
  print,
  print,
  assign,
  wait,
];

function declareVariable(scope: Scope, random: Random): string {
  const kind = random.pick(KINDS);
  const value = scope.expression(kind);
  const name = scope.newName('variable');
  const word = random.pick(['const', 'const', 'let', 'var']);
  const isAnnotated = kind === 'either' || kind === 'maybe' || random.chance(0.3);
  scope.declare(name, { kind, assignable: word !== 'const' });
  return `${exported(random)}${word} ${name}${isAnnotated ? `: ${scope.typeOf(kind)}` : ''} = ${value}`;
}

function destructure(scope: Scope, random: Random): string {
  const isList = random.chance(0.5);
  const from = scope.expression(isList ? 'numbers' : 'record');
  const word = random.pick(['const', 'let']);
  const first = scope.newName('variable');
  scope.declare(first, { kind: 'number', assignable: word === 'let' });
  const second = scope.newName('variable');
  scope.declare(second, { kind: isList ? 'numbers' : 'string', assignable: word === 'let' });
  return isList
    ? `${word} [${first} = 1, , ...${second}] = ${from}`
    : `${word} { x: ${first}, y: ${second} = 'none' } = ${from}`;
}

function declareFunction(scope: Scope, random: Random): string {
  const text = scope.expression('string');
  const sum = scope.expression('number');
  const counter = scope.counter();
  const name = scope.newName('function');
  scope.declare(name, { kind: 'function', assignable: false });
  const effect = counter ? `${counter}++; ` : '';
  return random.pick([
    `${exported(random)}function ${name}(n: number, by = 2): number { ${effect}return n * by + (${text}).length }`,
    `function ${name}<T extends number>(n: T): number { ${effect}return n + Number(${sum}) }`,
    `function ${name}(n: number): number\nfunction ${name}(n: number, text: string): number\nfunction ${name}(n: number, text = ${text}): number { return n + text.length }`,
    `async function later() { await null; return ${sum} }\n${random.chance(0.5) ? 'console.log(await later())\n' : ''}function ${name}(n: number) { return n > 9 ? n : ${name}(n + 3) }`,
  ]);
}

function declareClass(scope: Scope, random: Random): string {
  const base = scope.some('class');
  const number = scope.expression('number');
  const text = scope.expression('string');
  const name = scope.newName('class');
  const heritage = base && base !== name ? ` extends ${base}` : '';
  scope.declare(name, { kind: 'class', assignable: false });
  return random.pick([
    `class ${name}${heritage} { value: number = ${number}; label() { return ${text} } static made = 0; constructor() { ${heritage ? 'super(); ' : ''}${name}.made++ } }`,
    `${exported(random)}class ${name}${heritage} { #hidden = ${number}; get value() { return this.#hidden } label(): string { return ${heritage ? 'super.label()' : text} + this.value } }`.replace(
      heritage ? /get value\(\) \{[^}]*\}/ : /$^/,
      'value = 5',
    ),
    `class ${name}${heritage} { constructor(readonly value: number = ${number}, ...rest: string[]) { ${heritage ? 'super()' : 'rest.length'} } label() { return \`${name}\${this.value}\` } }`,
  ]);
}

function declareTypes(scope: Scope, random: Random): string {
  const name = scope.newName('type');
  scope.declare(name, { kind: 'type', assignable: false });
  const variable = scope.some('number');
  return random.pick([
    `interface ${name} { x: number; y: string; z?: boolean }`,
    `${exported(random)}type ${name} = { x: number } & { y: string }`,
    `interface ${name} { x: number }\ninterface ${name} { y: string }`,
    `type ${name} = Record<'x', ${variable ? `typeof ${variable} extends number ? number : never` : 'number'}> & Record<'y', string>`,
    `type ${name}<T = number> = { [K in 'x' | 'y']: K extends 'x' ? T : \`\${string}\` }`,
  ]);
}

function declareEnum(scope: Scope, random: Random): string {
  const number = scope.expression('number');
  const name = scope.newName('enum');
  scope.declare(name, { kind: 'enum', assignable: false });
  return random.pick([
    `enum ${name} { Low, High = 4, Text = 't' }`,
    `${exported(random)}enum ${name} { Low = ${random.int(1, 9)}, High }`,
    `const enum ${name} { Low = 1, High = Low + 1 }`,
    `namespace ${name} { export const Low = Number(${number}); export let High = Low + 1; export type Inner = string }`,
  ]);
}

function loop(scope: Scope, random: Random): string {
  const list = scope.expression('numbers');
  const bound = scope.expression('number');
  const name = scope.newName('counter');
  scope.declare(name, { kind: 'counter', assignable: true });
  return random.pick([
    `for (var ${name} = 0; ${name} < 3; ${name}++) console.log(${name}, ${bound})`,
    `let ${name} = 0\nfor (const n of ${list}) { if (n > 5) break; ${name} += n }`,
    `var ${name} = 1\nouter: for (const n of ${list}) for (const m of [n, 2]) { if (m === 2) continue outer; ${name} = m }`,
    `let ${name} = 0\ntry { if (${bound} > 1) throw new Error('high') } catch (error) { ${name} = (error as Error).message.length } finally { ${name}++ }`,
    `let ${name} = 3\nswitch (${name} as number) { case 3: ${name} = 4; break; default: ${name} = 5 }`,
  ]);
}

function narrow(scope: Scope, random: Random): string {
  const either = scope.some('either') ?? `(${scope.expression('either')} as number | string)`;
  const maybe = scope.some('maybe');
  return random.pick([
    `if (typeof ${either} === 'string') console.log(${either}.length); else console.log(${either}.toFixed(1))`,
    maybe ? `if (${maybe}) console.log([1].map(n => n + ${maybe}))` : `console.log(${either})`,
    `console.log(${maybe ?? 'undefined'} ?? 'nothing')`,
  ]);
}

function print(scope: Scope, random: Random): string {
  const values = Array.from({ length: random.int(1, 3) }, () => scope.expression(random.pick(KINDS)));
  return `console.log(${values.join(', ')})`;
}

function assign(scope: Scope, random: Random): string {
  const kind = random.pick(['number', 'string', 'numbers', 'counter'] as const);
  const value = scope.expression(kind === 'counter' ? 'number' : kind);
  const name = scope.someAssignable(kind);
  if (!name) return print(scope, random);
  if (kind === 'numbers')
    return random.pick([`${name} = ${value}`, `${name}.push(1)`, `;[${name}[0] = 3] = ${value}`]);
  return random.pick([
    `${name} = ${value}`,
    `${name} += ${value}`,
    `;({ a: ${name} = ${value} } = {} as { a?: ${scope.typeOf(kind)} })`,
  ]);
}

function wait(scope: Scope, random: Random): string {
  const number = scope.expression('number');
  const text = scope.expression('string');
  return random.pick([
    `console.log(await Promise.resolve(${number}))`,
    `for await (const n of [Promise.resolve(${number}), 2]) console.log(n)`,
    `console.log(await Promise.all([${text}, (async () => { await null; return ${number} })()]))`,
    `console.log((await import('node:path')).basename(${text}))`,
  ]);
}

/** The code with a mistake in it. */
function spoiled(code: string, scope: Scope, random: Random): string {
  const known = scope.anyName() ?? 'nothing';
  const mistakes: (() => string)[] = [
    () => `${code}\nconst wrong: string = ${scope.expression('number')}`,
    () => `${code}\nconst wrong: { x: string } = ${scope.expression('record')}`,
    () => `${code}\n${known}${random.pick(['x', 'Of', '_'])}`,
    () => `${known}.missing.deeper\n${code}`,
    () => `${known} = ${scope.expression('boolean')}\n${code}`,
    () => `${known}()\n${code}`,
    () => `new ${known}(1, 2, 3)\n${code}`,
    () => `let ${known}: ${known} = ${scope.expression('number')}\n${code}`,
    () => `const twice = 1\n${code}\nconst twice = 2`,
    () => `${code}\nfunction open(x) { return x + ${known} }`,
    () => `console.log(early)\n${code}\nconst early = ${scope.expression('string')}`,
    () => `class Wrong extends ${known} { value = 'text' }\n${code}`,
    () => code.slice(0, random.int(1, code.length)),
    () => code.slice(0, -1) + random.pick([')', '}', '(', '`', ' in', '.', ' as']),
    () => `${code}\nimport { nothingOfThatName } from 'node:path'`,
  ];
  return random.pick(mistakes)();
}

import type { Random } from '../../../support/seeds.ts';

/** What a generated name holds: `either` a number or a string, `maybe` a number. */
export type Kind = 'number' | 'string' | 'boolean' | 'numbers' | 'record' | 'either' | 'maybe';

interface Known {
  readonly kind: Kind | 'counter' | 'function' | 'class' | 'type' | 'enum';
  readonly assignable: boolean;
}

/** Few names, so that many are declared again. */
const POOLS = {
  variable: ['a', 'b', 'c', 'd', 'e', 'speed', 'total'],
  counter: ['i', 'j', 'count'],
  function: ['f', 'g', 'scale'],
  class: ['A', 'B', 'Model'],
  type: ['T', 'Row'],
  enum: ['E', 'Level'],
};

const TYPES: Readonly<Record<Kind | 'counter', string>> = {
  number: 'number',
  counter: 'number',
  string: 'string',
  boolean: 'boolean',
  numbers: 'number[]',
  record: '{ x: number; y: string }',
  either: 'number | string',
  maybe: 'number | undefined',
};

/** The names of a notebook that is being generated, and expressions that use them. */
export class Scope {
  readonly #random: Random;
  readonly #runs: boolean;
  #known = new Map<string, Known>();
  #fresh = new Set<string>();
  #used = new Set<string>();

  constructor(random: Random, runs: boolean) {
    this.#random = random;
    this.#runs = runs;
  }

  beginCell(): void {
    this.#fresh = new Set();
    this.#used = new Set();
  }

  copy(): ReadonlyMap<string, Known> {
    return new Map(this.#known);
  }

  restore(known: ReadonlyMap<string, Known>): void {
    this.#known = new Map(known);
  }

  /** A name that the cell neither declares nor uses as yet. */
  newName(pool: keyof typeof POOLS): string {
    const names =
      !this.#runs && this.#random.chance(0.15)
        ? Object.entries(POOLS).flatMap(([key, list]) => ((key === 'type') === (pool === 'type') ? list : []))
        : POOLS[pool];
    const free = names.filter(name => !this.#fresh.has(name) && !this.#used.has(name));
    if (free.length) return this.#random.pick(free);
    const name = `${names[0]}${this.#fresh.size}${this.#random.int(0, 99)}`;
    return this.#known.has(name) || this.#fresh.has(name) ? this.newName(pool) : name;
  }

  declare(name: string, known: Known): void {
    this.#known.set(name, known);
    this.#fresh.add(name);
  }

  /** A name that holds something of the kind. */
  some(kind: Known['kind']): string | undefined {
    return this.#choose(known => known.kind === kind);
  }

  someAssignable(kind: Known['kind']): string | undefined {
    return this.#choose(known => known.kind === kind && known.assignable);
  }

  /** A variable that is a number whenever it is declared again. */
  counter(): string | undefined {
    return this.#random.chance(0.5) ? this.some('counter') : undefined;
  }

  anyName(): string | undefined {
    return this.#choose(() => true);
  }

  typeOf(kind: Kind | 'counter'): string {
    const row = kind === 'record' && this.#random.chance(0.5) ? this.some('type') : undefined;
    return row ?? TYPES[kind];
  }

  expression(kind: Kind, depth = 0): string {
    const name = this.#random.chance(0.6) ? this.some(kind) : undefined;
    return name ?? this.#random.pick(this.#forms(kind, depth))();
  }

  #forms(kind: Kind, depth: number): (() => string)[] {
    const random = this.#random;
    const inner = (kind: Kind) => this.expression(kind, depth + 1);
    const literals: Readonly<Record<Kind, string>> = {
      number: String(random.int(0, 20)),
      string: `'${random.pick(['ab', 'é😀', 'long text', ''])}'`,
      boolean: random.pick(['true', 'false']),
      numbers: `[${random.int(0, 9)}, 2, ${random.int(0, 9)}]`,
      record: `{ x: ${random.int(0, 9)}, y: 'why' }`,
      either: random.pick(['1', "'one'"]),
      maybe: random.pick(['undefined', '7']),
    };
    const simple = () => literals[kind];
    if (depth > 2) return [simple];
    const use = (wanted: Known['kind'], form: (name: string) => string) => () => {
      const name = this.some(wanted);
      return name ? form(name) : simple();
    };
    switch (kind) {
      case 'number':
        return [
          simple,
          () => `(${inner('number')} + ${inner('number')})`,
          () => `${inner('numbers')}.length`,
          () => `Math.max(${inner('number')}, ${inner('number')})`,
          use('function', name => `${name}(${inner('number')})`),
          use('class', name => `new ${name}().value`),
          use('counter', name => name),
          use('enum', name => `Number(${name}.High)`),
          use('record', name => `${name}.x`),
          use('maybe', name => `(${name} ?? 1)`),
        ];
      case 'string':
        return [
          simple,
          () =>
            `\`\${${inner(random.pick(['number', 'string', 'numbers', 'either', 'maybe', 'boolean']))}}!\``,
          () => `String(${inner('either')})`,
          () => `typeof ${inner('number')}`,
          use('class', name => `new ${name}().label()`),
          use('record', name => `\`\${${name}.y}\``),
        ];
      case 'boolean':
        return [simple, () => `(${inner('number')} > ${inner('number')})`, () => `!${inner('boolean')}`];
      case 'numbers':
        return [
          simple,
          () => `[...${inner('numbers')}, ${inner('number')}]`,
          () => `${inner('numbers')}.map(n => n + ${inner('number')})`,
          () => `Object.values({ a: ${inner('number')} })`,
        ];
      case 'record':
        return [
          simple,
          () => `{ x: ${inner('number')}, y: ${inner('string')} }`,
          use('type', name => `({ x: 2, y: 'y' } satisfies ${name} as ${name})`),
        ];
      case 'either':
        return [simple, () => inner('number'), () => inner('string')];
      case 'maybe':
        return [simple, () => `${inner('numbers')}.find(n => n > 2)`, () => `${inner('numbers')}.at(0)`];
    }
  }

  #choose(fits: (known: Known) => boolean): string | undefined {
    const names = [...this.#known].filter(([, known]) => fits(known)).map(([name]) => name);
    if (!names.length) return undefined;
    const name = this.#random.pick(names);
    this.#used.add(name);
    return name;
  }
}

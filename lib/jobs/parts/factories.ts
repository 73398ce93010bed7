import type { JobReference } from './dependency.js';

/** A value of a parameter; PROMINENCE writes `true` as 1 and `false` as 0. */
export type ParameterValue = number | string | boolean;

/** The values `start`, `start + step`, ... up to and including `end`. */
export interface ParameterRange {
  /** The first value. */
  start: number;
  /** The last one, when a step meets it. */
  end: number;
  /** More than 0. */
  step: number;
}

/** A parameter by name, and its values: a range or a list. */
export interface ParameterSetOptions extends Partial<ParameterRange> {
  /** Letters, digits and `_`: `$name` stands for it in commands and names of files. */
  name: string;
  /** Its values, instead of a range. */
  values?: readonly ParameterValue[] | undefined;
}

/**
 * A parameter of a factory and its values: a list, or a range that includes its end.
 *
 * @example
 * const temp = new ParameterSet('temp', { start: 0.8, end: 2, step: 0.2 })
 * const lattice = new ParameterSet('lattice', ['fcc', 'bcc'])
 */
export class ParameterSet implements ParameterSetOptions {
  declare start?: number;
  declare end?: number;
  declare step?: number;
  declare values?: ParameterValue[];

  constructor(
    public name: string,
    of: ParameterRange | readonly ParameterValue[],
  ) {
    if (Array.isArray(of)) this.values = [...of];
    else Object.assign(this, of);
  }
}

interface FactoryParts {
  /** For people; it has no effect. */
  name?: string | undefined;
  /** The jobs of the workflow that it makes many of. */
  jobs?: readonly JobReference[] | undefined;
}

/** What a sweep and a zip are made of. */
export interface ParameterFactoryOptions extends FactoryParts {
  /** The parameters and their values. */
  parameters?: readonly (ParameterSet | ParameterSetOptions)[] | undefined;
}

/** What a repeat is made of. */
export interface RepeatOptions extends FactoryParts {
  /** How many, at least 1. */
  number: number;
}

class Factory {
  /** For people; it has no effect. */
  name: string;
  /** The jobs of the workflow that it makes many of. */
  jobs: JobReference[];

  constructor(options: FactoryParts) {
    this.name = options.name ?? '';
    this.jobs = [...(options.jobs ?? [])];
  }
}

class ParameterFactory extends Factory {
  /** The parameters and their values. */
  parameters: (ParameterSet | ParameterSetOptions)[];

  constructor(options: ParameterFactoryOptions) {
    super(options);
    this.parameters = [...(options.parameters ?? [])];
  }
}

/**
 * Makes a job for every combination of the values of one to four parameters; the first one varies slowest.
 *
 * @example
 * workflow.factories.push(new ParameterSweep({
 *   jobs: [point],
 *   parameters: [new ParameterSet('temp', { start: 1, end: 2, step: 0.5 }), new ParameterSet('n', { start: 1, end: 3, step: 1 })],
 * }))
 */
export class ParameterSweep extends ParameterFactory {
  readonly type = 'parameterSweep';

  constructor(options: ParameterFactoryOptions = {}) {
    super(options);
  }
}

/**
 * Makes a job for every place of lists of equal length.
 *
 * @example
 * workflow.factories.push(new Zip({
 *   jobs: [point],
 *   parameters: [new ParameterSet('temp', [1, 2]), new ParameterSet('deck', ['a.in', 'b.in'])],
 * }))
 */
export class Zip extends ParameterFactory {
  readonly type = 'zip';

  constructor(options: ParameterFactoryOptions = {}) {
    super(options);
  }
}

/**
 * Makes a job many times.
 *
 * @example
 * workflow.factories.push(new Repeat({ jobs: [point], number: 10 }))
 */
export class Repeat extends Factory {
  readonly type = 'repeat';
  /** How many, at least 1. */
  number: number;

  constructor(options: RepeatOptions) {
    super(options);
    this.number = options.number;
  }
}

/** Many jobs made of one, as a class or as a plain object. */
export type FactoryOptions =
  | (ParameterFactoryOptions & { type: 'parameterSweep' | 'zip' })
  | (RepeatOptions & { type: 'repeat' });

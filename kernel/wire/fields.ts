/** A JSON object as it comes from outside. */
export type JsonObject = Record<string, unknown>;

/** Data from outside that is not what the protocol says. */
export class InvalidMessageError extends Error {
  override readonly name = 'InvalidMessageError';
  readonly code = 'invalid-message';
}

/** True for objects that are neither null nor arrays. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads the fields of one object from outside and names the field that is wrong. Written by hand because a
 * schema library costs a fifth of the kernel's start.
 *
 * @throws InvalidMessageError from each method, when the field is missing without a default or of another type.
 */
export class Fields {
  readonly #what: string;
  readonly #object: JsonObject;

  constructor(what: string, value: unknown) {
    if (!isJsonObject(value)) throw new InvalidMessageError(`${what} must be a JSON object`);
    this.#what = what;
    this.#object = value;
  }

  /** A string. */
  string(name: string, fallback?: string): string {
    return this.#read(name, 'a string', fallback, value => (typeof value === 'string' ? value : undefined));
  }

  /** True or false. */
  boolean(name: string, fallback?: boolean): boolean {
    return this.#read(name, 'true or false', fallback, value =>
      typeof value === 'boolean' ? value : undefined,
    );
  }

  /** A number that is a safe integer. */
  integer(name: string, fallback?: number): number {
    return this.#read(name, 'an integer', fallback, value =>
      Number.isSafeInteger(value) ? (value as number) : undefined,
    );
  }

  /** A JSON object. */
  object(name: string, fallback?: JsonObject): JsonObject {
    return this.#read(name, 'an object', fallback, value => (isJsonObject(value) ? value : undefined));
  }

  /** One of a list of strings. */
  choice<T extends string>(name: string, choices: readonly T[], fallback?: T): T {
    return this.#read(name, `one of ${choices.join(', ')}`, fallback, value =>
      choices.find(choice => choice === value),
    );
  }

  #read<T>(
    name: string,
    wanted: string,
    fallback: T | undefined,
    accept: (value: unknown) => T | undefined,
  ): T {
    const value = this.#object[name] ?? fallback;
    const accepted = accept(value);
    if (accepted === undefined) {
      throw new InvalidMessageError(`${this.#what}: "${name}" must be ${wanted}`);
    }
    return accepted;
  }
}

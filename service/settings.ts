import { readFileSync, statSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { z } from 'zod';
import { type Home, settingsFile } from '../lib/model/home.js';
import { type ImageAlias, imageAliasSchema } from '../lib/model/image-alias.js';
import type { S3Options } from '../lib/storage/s3/options.js';
import { engineNames } from './executors/containers/container-engines.js';
import { type Keep, keepSchema } from './prune.js';
import { explainIssues } from './zod-message.js';

const storeSchema = z
  .string()
  .regex(/^(?:folder|s3:\/\/[^/]+(?:\/.*)?)$/, 'must be like s3://bucket/prefix, or folder');

/** Checks what is to be a store: `s3://bucket/prefix`, or `folder`. @throws {SettingsError} */
export function checkStore(text: string): string {
  const { success, error } = storeSchema.safeParse(text);
  if (success) return text;
  throw new SettingsError(`The store is ${JSON.stringify(text)}; it ${error.issues[0]!.message}`);
}

const settingsSchema = z.strictObject({
  /** How many CPUs jobs may use at once. */
  cpus: z.int().min(1).optional(),
  /** GB that jobs may ask for at once. */
  memory: z.number().positive().optional(),
  /** What runs the images that have no alias. */
  containers: z
    .strictObject({
      /** The engine, when not the first one that works is wanted. */
      engine: z.enum([...engineNames, 'none']).optional(),
      /** Options for each container. */
      options: z.array(z.string()).default([]),
    })
    .default({ options: [] }),
  /** What is kept of jobs that have ended. All when it says nothing. */
  keep: keepSchema.default({}),
  /** Where uploads and outputs are kept, when not in the data folder. */
  store: storeSchema.optional(),
  /** How S3 is reached, where the environment and the AWS configuration files do not say it. */
  s3: z
    .strictObject({
      endpoint: z.url({ protocol: /^https?$/ }),
      region: z.string().min(1),
      profile: z.string().min(1),
      pathStyle: z.boolean(),
      ca: z.string().min(1),
    })
    .partial()
    .default({}),
  /** Images that stand for an environment on this machine. */
  images: z.record(z.string(), imageAliasSchema).default({}),
});

/** The user's settings, complete. */
export interface Settings {
  readonly cpus: number;
  /** GB. */
  readonly memory: number;
  readonly containers: z.infer<typeof settingsSchema>['containers'];
  readonly keep: Keep;
  /** `s3://bucket/prefix`, or `folder`; undefined when they say nothing. */
  readonly store: string | undefined;
  readonly s3: S3Options;
  readonly images: Readonly<Record<string, ImageAlias>>;
}

/** Without a settings file jobs may use all CPUs and all memory of the machine. */
export function defaultSettings(): Settings {
  return {
    cpus: availableParallelism(),
    memory: totalmem() / 2 ** 30,
    containers: { options: [] },
    keep: {},
    store: undefined,
    s3: {},
    images: {},
  };
}

/** The settings file can't be used. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'settings';
}

/**
 * Reads `settings.json`; what it does not say is as in {@link defaultSettings}.
 *
 * @throws {SettingsError} names the file and what is wrong in it.
 */
export function readSettings(home: Home): Settings {
  const path = settingsFile(home);
  const refuse = (why: string, cause?: unknown) =>
    new SettingsError(`The settings file ${path} can't be used: ${why}. Correct it, and try again.`, {
      cause,
    });
  let text = '{}';
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw refuse((error as Error).message, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`it is not JSON (${(error as Error).message})`, error);
  }
  const parsed = settingsSchema.safeParse(value);
  if (!parsed.success) throw refuse(explainIssues(parsed.error, value, settingsSchema), parsed.error);
  const { cpus, memory, ...rest } = parsed.data;
  const base = defaultSettings();
  return { ...base, ...rest, cpus: cpus ?? base.cpus, memory: memory ?? base.memory };
}

/** Milliseconds. A file that was written so lately may be written again without a trace in its times. */
const lately = 100;

/** What reads the settings, and the file only when it has changed. See {@link readSettings}. */
export function settingsReader(home: Home): () => Settings {
  let known: { readonly settings: Settings; readonly version: string } | undefined;
  return () => {
    const file = statSync(settingsFile(home), { throwIfNoEntry: false });
    const version = file ? `${file.ino} ${file.size} ${file.mtimeMs} ${file.ctimeMs}` : 'none';
    if (known?.version === version) return known.settings;
    const settings = readSettings(home);
    const isSettled = !file || Date.now() - file.ctimeMs > lately;
    known = isSettled ? { settings, version } : undefined;
    return settings;
  };
}

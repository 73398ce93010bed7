import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folders that hold Tunebook's state. Nothing is created here: who writes makes its own folder. */
export interface Home {
  /** State that must not be lost: database, jobs, objects, settings, token. */
  readonly data: string;
  /** What can be made again: the kernelspec that `tunebook lab` uses, private cell folders. */
  readonly cache: string;
}

/**
 * Where state lives: below `TUNEBOOK_HOME` when that is set, else in the XDG data and cache folders
 * (https://specifications.freedesktop.org/basedir-spec/latest/).
 */
export function tunebookHome(env: NodeJS.ProcessEnv = process.env): Home {
  if (env['TUNEBOOK_HOME']) {
    const root = resolve(env['TUNEBOOK_HOME']);
    return { data: root, cache: join(root, 'cache') };
  }
  const home = env['HOME'] || homedir();
  return {
    data: join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'tunebook'),
    cache: join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'tunebook'),
  };
}

/** What a running service writes to `serviceFile(home)`, mode 600, and a client reads to find it. */
export interface ServiceRecord {
  readonly pid: number;
  /** Base of the API, ends in `/prominence/v1`; loopback only. */
  readonly url: string;
  readonly token: string;
  /** The version of the package that serves. */
  readonly version: string;
  /** The major version of its API; see `apiMajor`. */
  readonly api: number;
}

/** The discovery file of the embedded service. */
export function serviceFile(home: Home): string {
  return join(home.data, 'service.json');
}

/** The file whose lock is the right to serve a data folder. */
export function serviceLockFile(home: Home): string {
  return join(home.data, 'service.lock');
}

/** The user's settings (image aliases, number of CPUs to use). */
export function settingsFile(home: Home): string {
  return join(home.data, 'settings.json');
}

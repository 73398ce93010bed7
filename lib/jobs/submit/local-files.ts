import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { abortable } from '../../client/abortable.js';
import { splitWords } from '../../model/command-words.js';
import type { ImageAlias } from '../../model/image-alias.js';
import type { TaskJson } from '../../model/job.js';
import { sha256OfFile } from '../../storage/sha256.js';
import { imageAliases } from '../image-aliases.js';

/** Bytes: a larger file counts by its size and time, so that a run never waits for gigabytes to be read. */
const mostHashed = 64 * 2 ** 20;

/**
 * The programs and files of this machine that the commands of tasks on this machine name, and images by their paths,
 * each with what tells its version: the checksum, or of a large file size and time. What a script names counts too;
 * what a redirection writes does not. An image that stands for an environment on this machine has that as its version.
 */
export async function localFiles(
  tasks: readonly TaskJson[],
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const images = new Set(tasks.map(task => task.image ?? 'host'));
  images.delete('host');
  const aliases = images.size === 0 ? {} : imageAliases();
  const versions: Record<string, string> = {};
  for (const image of images) {
    if (Object.hasOwn(aliases, image)) versions[image] = JSON.stringify(aliases[image]);
  }
  const paths = new Set([...images].filter(image => isAbsolute(image) && versions[image] === undefined));
  for (const task of tasks) {
    const { image = 'host' } = task;
    const alias = versions[image] === undefined ? undefined : aliases[image];
    if (image === 'host' || alias) for (const path of pathsOf(task, alias)) paths.add(path);
  }
  for (const path of paths) {
    const found = fileAt(path);
    if (found) versions[path] = await versionOf(path, found, signal);
  }
  return versions;
}

/** Where the names of a command may be found: in folders that it names or works in, and on the search path. */
function pathsOf({ cmd = '', workdir = '', env = {} }: TaskJson, alias: ImageAlias | undefined): string[] {
  const names = [...namesIn(cmd)];
  const folders = [workdir, ...names].filter(name => isAbsolute(name) && statOf(name)?.isDirectory());
  const base = [...(alias?.path ?? []), process.env['PATH'] ?? ''].join(delimiter);
  const searched = String(env['PATH'] ?? alias?.env['PATH'] ?? base).split(delimiter);
  return names.flatMap(name => {
    if (isAbsolute(name)) return [name];
    const program = name.includes('/') ? undefined : searched.map(folder => join(folder, name)).find(canRun);
    return [...folders.map(folder => resolve(folder, name)), ...(program === undefined ? [] : [program])];
  });
}

/** All words of a command that could be names of files, also those in a script that is one of its words. */
function namesIn(command: string): Set<string> {
  const names = new Set<string>();
  const collect = (words: readonly string[]) => {
    for (const word of words) {
      names.add(word);
      const script = /\s/.test(word) ? word.replace(redirection, ' ') : word;
      for (const part of script.split(/[;|&<>()[\]{}=:,`$"']+/)) names.add(part);
      if (/\s/.test(word)) collect(wordsOf(script));
    }
  };
  collect(wordsOf(command));
  names.delete('');
  return names;
}

/** What a script writes by itself, as in `> log.txt`. */
const redirection = />{1,2}\|?\s*(?:'[^']*'|"[^"]*"|[^\s;|&()<>]+)/g;

/** Not everything that has blanks is a command. */
function wordsOf(text: string): string[] {
  try {
    return splitWords(text);
  } catch {
    return text.split(/\s+/);
  }
}

function canRun(path: string): boolean {
  if (!fileAt(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function fileAt(path: string): Stats | undefined {
  const found = statOf(path);
  return found?.isFile() ? found : undefined;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // no name of a file, or in a folder that is closed to us
  }
}

/** Checksums by what tells that a file was not touched since; those of a turn share the work. */
const checksums = new Map<string, Promise<string>>();

async function versionOf(path: string, found: Stats, signal: AbortSignal | undefined): Promise<string> {
  const coarse = `${found.size} bytes of ${found.mtimeMs}`;
  if (found.size > mostHashed) return coarse;
  const untouched = `${path} ${found.ino} ${found.ctimeMs} ${coarse}`;
  let checksum = checksums.get(untouched);
  if (!checksum) {
    // May be run, but not read.
    checksum = sha256OfFile(path).catch(() => coarse);
    checksums.set(untouched, checksum);
  }
  return abortable(checksum, signal);
}

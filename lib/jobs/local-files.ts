import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { splitWords } from '../model/command-words.js';
import type { TaskJson } from '../model/job.js';
import { sha256OfFile } from '../storage/sha256.js';

/** Bytes: a larger file counts by its size and time, so that a run never waits for gigabytes to be read. */
const mostHashed = 64 * 2 ** 20;

/**
 * The programs and files of this machine that the commands of host tasks name, and images by their paths, each with
 * what tells its version: the checksum, or of a large file size and time. What a script names counts too; what a
 * redirection writes does not.
 */
export async function localFiles(
  tasks: readonly TaskJson[],
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const images = tasks.map(task => task.image ?? '').filter(isAbsolute);
  const paths = new Set([...images, ...tasks.filter(runsOnHost).flatMap(pathsOf)]);
  const versions: Record<string, string> = {};
  for (const path of paths) {
    const found = fileAt(path);
    if (found) versions[path] = await versionOf(path, found, signal);
  }
  return versions;
}

function runsOnHost({ image }: TaskJson): boolean {
  return image === undefined || image === 'host';
}

/** Where the names of a command may be found: in folders that it names or works in, and on the search path. */
function pathsOf({ cmd = '', workdir = '', env = {} }: TaskJson): string[] {
  const names = [...namesIn(cmd)];
  const folders = [workdir, ...names].filter(name => isAbsolute(name) && statOf(name)?.isDirectory());
  const searched = String(env['PATH'] ?? process.env['PATH'] ?? '').split(delimiter);
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

/** Checksums by what tells that a file was not touched since. */
const checksums = new Map<string, string>();

async function versionOf(path: string, found: Stats, signal: AbortSignal | undefined): Promise<string> {
  const coarse = `${found.size} bytes of ${found.mtimeMs}`;
  if (found.size > mostHashed) return coarse;
  const untouched = `${path} ${found.ino} ${found.ctimeMs} ${coarse}`;
  try {
    const checksum = checksums.get(untouched) ?? (await sha256OfFile(path, { signal }));
    checksums.set(untouched, checksum);
    return checksum;
  } catch (error) {
    if (signal?.aborted) throw error;
    return coarse; // may be run, but not read
  }
}

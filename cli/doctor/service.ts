import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stuck } from '../../lib/client/embedded.js';
import { size } from '../../lib/display/words.js';
import { tunebookHome } from '../../lib/model/home.js';
import { packageVersion } from '../../lib/model/package-root.js';
import { isOlder } from '../../lib/model/versions.js';
import { readSettings, SettingsError } from '../../service/settings.js';
import { servingHome } from '../service.js';
import { type Finding, ok, problem, reasonOf, warning } from './finding.js';

/** Bytes of free disk below which jobs may fail, and below which the service can't store that they did. */
const littleDisk = 2e9;
const noDisk = 50e6;

/** Milliseconds that a bucket has to answer. */
const storePatience = 10_000;

/** Files that only their owner may read. */
const secretFiles = ['secrets.json', 'service.json'];

/** The data folder, or what it will be made in, can be written, and nobody else reads its secrets. */
export async function checkDataFolder(): Promise<Finding> {
  const { data } = tunebookHome();
  try {
    const place = await existing(data);
    if (!(await stat(place)).isDirectory()) throw new Error(`${place} is no folder`);
    await access(place, constants.R_OK | constants.W_OK | constants.X_OK);
    const open: string[] = [];
    for (const path of [data, ...secretFiles.map(file => join(data, file))]) {
      const mode = (await stat(path).catch(() => undefined))?.mode ?? 0;
      if (mode & 0o077) open.push(path);
    }
    if (open.length === 0)
      return ok('Data folder', place === data ? data : `${data}, made when it is needed`);
    return problem(
      'Data folder',
      `others may read ${open.join(', ')}`,
      `\`chmod go= ${open.join(' ')}\` takes that away.`,
    );
  } catch (error) {
    return problem(
      'Data folder',
      `${data} can't be used: ${reasonOf(error)}`,
      'Make it a folder of your own, or set TUNEBOOK_HOME to another one.',
    );
  }
}

/** There is room for what jobs write. */
export async function checkDisk(): Promise<Finding> {
  const { data } = tunebookHome();
  const { bavail, bsize } = await statfs(await existing(data));
  const free = bavail * bsize;
  const found = `${size(free)} free for ${data}`;
  if (free >= littleDisk) return ok('Disk', found);
  const advice = 'Free some space, or set TUNEBOOK_HOME to a folder on another disk.';
  return free < noDisk ? problem('Disk', found, advice) : warning('Disk', found, advice);
}

/** The settings can be used: with others the service refuses all jobs. */
export async function checkSettings(): Promise<Finding> {
  try {
    const { cpus, memory, images } = readSettings(tunebookHome());
    const aliases = Object.keys(images).length;
    return ok('Settings', `${cpus} CPUs and ${memory.toFixed(1)} GB for jobs, image aliases: ${aliases}`);
  } catch (error) {
    return problem('Settings', reasonOf(error), 'Until it is corrected, jobs are refused.');
  }
}

/** The bucket that the settings name as store answers, and may be listed. */
export async function checkStore(): Promise<Finding> {
  try {
    const { store = 'folder', s3 } = readSettings(tunebookHome());
    if (store === 'folder') return ok('Store', 'the data folder');
    // Slow to load, and only needed here.
    const { S3Bucket } = await import('../../lib/storage/s3/bucket.js');
    await new S3Bucket(store, s3).list('', AbortSignal.timeout(storePatience)).next();
    return ok('Store', `${store}, which answers`);
  } catch (error) {
    if (error instanceof SettingsError)
      return warning('Store', 'not looked at, since the settings name it', 'Correct the settings first.');
    const advice =
      'Correct "store" and "s3" in settings.json, or the AWS variables: the service does not start so.';
    return problem('Store', reasonOf(error), advice);
  }
}

/** The service answers, if it runs. */
export async function checkService(): Promise<Finding> {
  const found = await servingHome();
  if (!found) return ok('Service', 'none runs; it starts when it is needed');
  const { record } = found;
  if (!found.answers) return problem('Service', 'it does not answer', `${stuck(record)}.`);
  const older = isOlder(record.version, packageVersion) ? ', older than this; the next call replaces it' : '';
  return ok('Service', `runs, version ${record.version}${older} (process ${record.pid}, ${record.url})`);
}

/** The folder itself, or the nearest one above it that exists. */
async function existing(folder: string): Promise<string> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  });
  return found ? folder : existing(dirname(folder));
}

import { createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { temporaryFolder } from '../storage/temporary-folder.js';
import type { DataFile } from './data-file.js';
import type { FetchOptions } from './read-options.js';
import { decodedText } from './text.js';

/** A copy of a text in UTF-8, for readers that know no other encoding. What is no character of its encoding becomes U+FFFD. */
export async function utf8Copy(file: DataFile, encoding: string, options: FetchOptions): Promise<string> {
  const path = join(await mkdtemp(join(temporaryFolder(), 'u')), 'text');
  await pipeline(decodedText(file.stream(options), encoding), createWriteStream(path));
  return path;
}

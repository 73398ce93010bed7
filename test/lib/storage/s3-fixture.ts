import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { collect } from '../../../dist/lib/storage/byte-source.js';
import type { S3Bucket } from '../../../dist/lib/storage/s3/bucket.js';
import { type Seaweed, startSeaweed } from '../../support/seaweed.ts';

/** The server, for all tests of a file. The environment names it. */
export let weed: Seaweed;
/** A folder of the file's own. */
export let folder: string;
/** What another program sees. */
export let other: S3Client;

/** Makes what tests of S3 work with, and the bucket `data`, for the file that calls it. */
export function useS3(): void {
  const before = { ...process.env };
  beforeAll(async () => {
    weed = await startSeaweed('data');
    folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
    Object.assign(process.env, weed.env, { TUNEBOOK_HOME: join(folder, 'home') });
    other = weed.client;
  });
  afterAll(async () => {
    process.env = before;
    await weed[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
}

/** A stream of these chunks. */
export async function* one(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

/** The names of the objects of a bucket. */
export async function names(bucket: S3Bucket, prefix?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of bucket.list(prefix)) keys.push(key);
  return keys;
}

/** The bytes of an object. */
export function bytesOf(
  bucket: S3Bucket,
  key: string,
  range?: { start: number; end: number },
): Promise<Uint8Array> {
  return collect(bucket.source(key).stream(range));
}

import { fileURLToPath } from 'node:url';
import { StorageError } from '../errors/storage-error.js';
import type { ByteSource } from '../storage/byte-source.js';
import { localSource } from '../storage/local-source.js';
import { s3Address } from '../storage/s3/address.js';
import { whenRead } from '../storage/when-read.js';
import { DataFile } from './data-file.js';
import { objectFile } from './object-file.js';

/** Where files are, by the scheme of their address. Each is loaded when the first such file is read. */
const places: Readonly<Record<string, (address: string) => Promise<ByteSource>>> = {
  'http:': webSource,
  'https:': webSource,
};

/**
 * A file to read, by its path or its address (`https:`, `s3:`, `file:`). It only reads, never writes; nothing is fetched and nothing
 * fails before something is read from it, and nothing must be closed. Several objects of a bucket are read as one table by
 * `open('s3://bucket/runs/*.parquet').table()`.
 *
 * @param where a path, relative to the notebook's folder, or an address
 * @throws StorageError for an address of a kind that is not read
 *
 * @example
 * import { writeFile } from 'node:fs/promises'
 * await writeFile('thermo.csv', 'Step,Press\n0,-5.02\n50,0.42\n')
 * await open('thermo.csv').table()
 */
export function open(where: string | URL): DataFile {
  const scheme = /^[a-z][a-z0-9+.-]+:/i.exec(String(where))?.[0].toLowerCase();
  if (scheme === undefined) return new DataFile(String(where), localSource(String(where)));
  if (scheme === 'file:') {
    const path = fileURLToPath(where);
    return new DataFile(path, localSource(path));
  }
  if (scheme === 's3:') return bucketFile(String(where));
  const place = Object.hasOwn(places, scheme) ? places[scheme] : undefined;
  if (!place) {
    throw new StorageError(
      `Files are read from paths, file:, s3: and ${Object.keys(places).join(', ')} addresses, not from '${scheme}'`,
    );
  }
  const address = new URL(where);
  return new DataFile(
    decodedName(address),
    whenRead(() => place(String(where))),
    address.host,
  );
}

async function webSource(address: string): Promise<ByteSource> {
  const { httpSource } = await import('../storage/http-source.js');
  const { placeOf } = await import('../storage/storage-request.js');
  const { href } = new URL(address);
  return httpSource((call, signal) => call(href, signal), placeOf(href));
}

function bucketFile(address: string): DataFile {
  const { bucket, key } = s3Address(address);
  const open = async () => new (await import('../storage/s3/bucket.js')).S3Bucket(`s3://${bucket}`);
  return objectFile(open, key, bucket);
}

/** The last part of a path, without what a query may hold. */
function decodedName(address: URL): string {
  const last = address.pathname.split('/').filter(Boolean).at(-1) ?? address.host;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

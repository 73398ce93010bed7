import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StorageError } from '../errors/storage-error.js';
import type { ByteSource } from '../storage/byte-source.js';
import { localSource } from '../storage/local-source.js';
import { DataFile } from './data-file.js';

/** Where files are, by the scheme of their address. Each is loaded when the first such file is read. */
const places: Readonly<Record<string, (address: string) => Promise<ByteSource>>> = {
  'http:': webSource,
  'https:': webSource,
  's3:': bucketSource,
};

/**
 * A file to read, by its path or its address (`https:`, `s3:`, `file:`). It only reads, never writes; nothing is fetched and nothing
 * fails before something is read from it, and nothing must be closed.
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
  const place = Object.hasOwn(places, scheme) ? places[scheme] : undefined;
  if (!place) {
    throw new StorageError(
      `Files are read from paths, file: and ${Object.keys(places).join(', ')} addresses, not from '${scheme}'`,
    );
  }
  const address = new URL(where);
  return new DataFile(
    // In names of S3 nothing is encoded.
    scheme === 's3:' ? basename(String(where)) : decodedName(address),
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

async function bucketSource(address: string): Promise<ByteSource> {
  const { s3Source } = await import('../storage/s3/source.js');
  return s3Source(address);
}

/** A source that is made when it is asked for something. */
function whenRead(make: () => Promise<ByteSource>): ByteSource {
  let made: Promise<ByteSource> | undefined;
  const source = () => {
    made ??= make();
    return made;
  };
  return {
    size: async signal => (await source()).size(signal),
    async *stream(range, signal) {
      yield* (await source()).stream(range, signal);
    },
    async save(path, options) {
      const { saveTo } = await import('../storage/save-to.js');
      await saveTo(await source(), path, options);
    },
  };
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

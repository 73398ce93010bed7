import { readFile } from 'node:fs/promises';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { StorageError } from '../../errors/storage-error.js';

import { s3Agents } from './agents.js';
import { configured } from './configured.js';
import { credentialsError } from './credentials-error.js';
import type { S3Options } from './options.js';

/** Milliseconds. */
const connectTimeout = 10_000;
const idleTimeout = 60_000;

/** Of no class of the SDK, for which it would write to the console. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

const isAws = /\.amazonaws\.com(?:\.cn)?$/i;

const clients = new Map<string, Promise<S3Client>>();

/**
 * The client for these options; the same one as long as options and environment stay the same. Credentials are found as
 * the SDK does it: environment, profiles, SSO, web identity, the machine's role.
 *
 * @throws {StorageError} `address`
 */
export function s3Client(options: S3Options): Promise<S3Client> {
  const environment = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
  const key = JSON.stringify([options, environment]);
  let client = clients.get(key);
  if (!client) {
    client = makeClient(options);
    clients.set(key, client);
    client.catch(() => clients.delete(key));
  }
  return client;
}

async function makeClient(options: S3Options): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const found = await configured(options.profile);
  const endpoint = options.endpoint ?? found.endpoint;
  if (endpoint !== undefined && !(/^https?:/i.test(endpoint) && URL.canParse(endpoint))) {
    throw new StorageError(`The endpoint ${JSON.stringify(endpoint)} is no http or https URL`, undefined, {
      reason: 'address',
    });
  }
  const bundle = options.ca ?? found.ca;
  const config: S3ClientConfig = {
    region: options.region ?? found.region ?? 'us-east-1',
    ...(endpoint !== undefined && { endpoint }),
    // Who names a profile knows that keys of the environment don't count: the SDK would warn of that.
    ...(options.profile !== undefined && { profile: options.profile, logger: silent }),
    forcePathStyle: options.pathStyle ?? !(endpoint === undefined || isAws.test(new URL(endpoint).hostname)),
    // Other servers refuse the checksums that the SDK adds by itself to presigned URLs.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    followRegionRedirects: true,
    // Transfers are tried again by ../retry.ts, which also knows of bodies that break off.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: connectTimeout,
      socketTimeout: idleTimeout,
      ...(await s3Agents(bundle ? { ca: await authorities(bundle) } : {})),
    },
  };
  const client = await quietly(async () => new S3Client(config));
  // Asked for apart, so that what goes wrong with them is not taken for an answer of the storage.
  client.middlewareStack.add(
    next => async args => {
      try {
        await client.config.credentials();
      } catch (error) {
        throw await credentialsError(error, options.profile);
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  // What is sent carries its MD5, which is checked there; a second checksum in the signature would only cost time.
  client.middlewareStack.add(
    next => args => {
      const { headers, body } = args.request as { headers: Record<string, string>; body?: unknown };
      if (body instanceof Uint8Array) headers['x-amz-content-sha256'] ??= 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    { step: 'build' },
  );
  return client;
}

async function authorities(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StorageError(
      `The certificate authorities in ${path} cannot be read: ${code}. Check the option ca, AWS_CA_BUNDLE, or the profile's ca_bundle`,
      undefined,
      { reason: 'address', cause: error },
    );
  }
}

/** The SDK prints a warning on Node 20 that says nothing to the user of a notebook. */
async function quietly<T>(load: () => Promise<T>): Promise<T> {
  const variable = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
  const before = process.env[variable];
  process.env[variable] = 'true';
  try {
    return await load();
  } finally {
    if (before === undefined) delete process.env[variable];
    else process.env[variable] = before;
  }
}

import { StorageError } from '../errors/storage-error.js';

/**
 * A request to a signed URL. No bearer token goes there: the signature is the permission.
 * @throws {StorageError} naming host and path, but not the signed query
 * @throws the signal's reason when it is aborted
 */
export async function storageRequest(url: string, init: RequestInit): Promise<Response> {
  const place = placeOf(url);
  const verb = init.method === undefined ? 'Reading' : 'Writing';
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    throw lost(verb, place, error);
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw new StorageError(
    `${verb} ${place} failed: the storage answered ${response.status} ${response.statusText}`.trimEnd() +
      (response.status === 403 ? '. Signed URLs expire: try again to get a fresh one' : ''),
    response.status,
  );
}

/** The error for a transfer that broke off. */
export function lost(verb: string, place: string, error: unknown): StorageError {
  const cause = (error as Error).cause ?? error;
  const why = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
  return new StorageError(`${verb} ${place} failed: ${why}. Check the network, then try again`, undefined, {
    cause,
  });
}

/** Host and path of a URL: what may be shown of it. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'storage (its address is not a URL)';
  const { host, pathname } = new URL(url);
  return host + pathname;
}

import { stopSignal } from '../../display/stop-signal.js';
import { StorageError } from '../../errors/storage-error.js';
import { sha256Of } from '../../storage/sha256.js';
import { withKnownSize } from '../../storage/spool.js';
import type { SendOptions } from '../../storage/transfer-options.js';
import { type SizedSource, sendToUrl } from '../../storage/upload.js';
import { type Uploadable, type UploadSource, uploadSource } from '../../storage/upload-source.js';
import type { SignalOption } from '../call-options.js';
import { connectedClient } from '../connected-client.js';
import { TransferDisplay } from './transfer-display.js';

/** Bytes: what PROMINENCE, and S3 in one piece, take. */
const largest = 5 * 2 ** 30;
/** Bytes: what is smaller is sent anew when it breaks off. */
const leastToResume = 2 ** 20;

/**
 * Sends what an artifact is to hold to its place, unless it is there already.
 *
 * @throws {MissingFileError | StorageError | ServiceError}
 */
export async function sendArtifact(name: string, what: Uploadable, options: SignalOption): Promise<void> {
  const source = await uploadSource(what, name);
  const display = new TransferDisplay(`Uploading ${name}`, name);
  const transfer = {
    signal: stopSignal(options.signal),
    onProgress: display.progress,
    onCompare: display.compared,
  };
  try {
    const sent = /^s3:/i.test(name)
      ? await toBucket(name, source, transfer)
      : await withKnownSize(source, transfer.signal, sized => toService(name, sized, transfer));
    if (!sent) display.sayIsThere();
  } finally {
    display.end();
  }
}

/** False when it was there already. */
async function toBucket(address: string, source: UploadSource, transfer: SendOptions): Promise<boolean> {
  const { locate } = await import('../../storage/s3/locate.js');
  const { sendToBucket } = await import('../../storage/s3/send.js');
  const { bucket, key } = locate(address);
  return !(await sendToBucket(bucket, key, source, transfer)).skipped;
}

/** False when it was there already. */
async function toService(name: string, source: SizedSource, transfer: SendOptions): Promise<boolean> {
  const { signal, onCompare } = transfer;
  const client = await connectedClient();
  const { checksums, store } = await client.capabilities();
  if (!client.embedded || store !== undefined) refuseTooLarge(name, source.size);
  const there = await client.uploaded(name, signal);
  // Where the same may be there already, or the service does not tell what it received, the bytes are read twice.
  const first = there?.size === source.size || !checksums || store !== undefined;
  const checksum = first
    ? await sha256Of(source.chunks(signal), bytes => onCompare?.(bytes, source.size))
    : undefined;
  if (there && checksum !== undefined && there.checksum === checksum) return false;
  const identity = source.size > leastToResume ? source.identity : undefined;
  await sendToUrl(
    whole => client.upload(name, checksum, whole ? undefined : identity, signal),
    source,
    transfer,
  );
  return true;
}

function refuseTooLarge(name: string, size: number): void {
  if (size <= largest) return;
  throw new StorageError(
    `${name} was not sent: it has ${(size / 2 ** 30).toFixed(1)} GiB, and the service takes 5 GiB at most. ` +
      "Split it, or put it into a bucket and give the job that: new Artifact('s3://bucket/name')",
    undefined,
    { reason: 'too-large' },
  );
}

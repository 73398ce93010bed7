import { size } from '../../display/words.js';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { TooLargeError } from '../../errors/too-large-error.js';

/** A file in an archive. */
export interface Member {
  /** Its name, as the archive says it: it is shown and compared, and never a path to write to. */
  readonly name: string;
  /** Bytes when unpacked. */
  readonly size: number;
  readonly modified: Date | null;
}

/** Of an archive with more members the first are told. */
export const mostMembers = 100_000;
/** More bytes of one member are not unpacked into memory. */
const mostBytes = 2 ** 30;

/**
 * All bytes of a member, or its first ones.
 *
 * @throws TooLargeError when they are more than fit, whatever the archive promises
 */
export async function memberBytes(
  chunks: AsyncIterable<Uint8Array>,
  title: string,
  most = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= most) break;
    if (length > mostBytes) {
      throw new TooLargeError(
        `${title} unpacks to more than ${size(mostBytes)}. Save the archive and unpack it on disk.`,
      );
    }
  }
  return new Uint8Array(Buffer.concat(parts).subarray(0, Math.min(length, most)));
}

/** What a library says of an archive that it cannot read, as an error of ours. */
export function damagedArchive(title: string, kind: string, cause: unknown): MalformedFileError {
  const message = (cause as Error).message;
  return new MalformedFileError(`${title} is no ${kind} archive, or it is damaged or cut short: ${message}`, {
    cause,
  });
}

/** @throws MalformedFileError which names members that there are */
export function noMember(
  title: string,
  name: string | number,
  members: readonly Member[],
): MalformedFileError {
  const names = members.slice(0, 20).map(each => `'${each.name}'`);
  return new MalformedFileError(
    `${title} has no member '${name}'. It has ${names.join(', ') || 'none'}${members.length > 20 ? ', …' : ''}.`,
  );
}

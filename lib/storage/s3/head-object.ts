import type { Readable } from 'node:stream';
import type { HeadObjectCommandInput, HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { aborting } from './aborting.js';
import { statusOf } from './status-of.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/**
 * Asks for what the storage knows of an object. A reply to HEAD has no body: why it was refused, or whether object or
 * bucket is missing, takes another question.
 *
 * @throws the SDK's error, named as that of a reply with a body
 */
export async function headObject(
  client: S3Client,
  sdk: Sdk,
  input: HeadObjectCommandInput,
  signal: AbortSignal | undefined,
): Promise<HeadObjectCommandOutput> {
  const ask = () => client.send(new sdk.HeadObjectCommand(input), aborting(signal));
  try {
    return await ask();
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) {
      const bucket = client.send(new sdk.HeadBucketCommand({ Bucket: input.Bucket }), aborting(signal));
      await bucket.catch((inner: object) => {
        if (statusOf(inner) === 404) throw Object.assign(inner, { name: 'NoSuchBucket' });
      });
    } else if ([400, 401, 403].includes(status ?? 0)) {
      const { Bucket, Key } = input;
      const question = new sdk.GetObjectCommand({ Bucket, Key, Range: 'bytes=0-0' });
      const refused = await client.send(question, aborting(signal)).then(
        ({ Body }) => void (Body as Readable).destroy(),
        (inner: unknown) => inner,
      );
      if (statusOf(refused) === status) throw refused;
      // The first answer told the time, by which the second request went.
      return ask();
    }
    throw error;
  }
}

import { StorageError, type StorageReason } from '../../errors/storage-error.js';
import { statusOf } from './status-of.js';

/** What is read of an error of the SDK. */
interface SdkError {
  readonly name?: string;
  readonly Code?: string;
  readonly message?: string;
  readonly code?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** By the code of S3, or the name that the SDK gives: why, and what to do next. */
const known: Readonly<Record<string, readonly [StorageReason, string]>> = {
  NoSuchBucket: ['no-bucket', 'there is no such bucket. Check its name, or make it first'],
  NoSuchKey: ['no-object', 'there is no such object. `await s3(...).list()` shows what there is'],
  NoSuchUpload: ['no-object', 'the upload was given up meanwhile. Try again'],
  AccessDenied: ['denied', 'access is denied. Check which profile or keys are used, and what they may do'],
  InvalidAccessKeyId: ['denied', 'the access key is unknown there. Check the profile, and the endpoint'],
  SignatureDoesNotMatch: ['denied', 'the secret key does not belong to the access key. Check the profile'],
  ExpiredToken: ['denied', 'the credentials have expired. Log in again (`aws sso login`)'],
  ExpiredTokenException: ['denied', 'the credentials have expired. Log in again (`aws sso login`)'],
  InvalidToken: ['denied', 'the session token is not valid. Log in again'],
  PermanentRedirect: ['region', "the bucket is in another region. Name it: s3(address, { region: '...' })"],
  AuthorizationHeaderMalformed: [
    'region',
    "the bucket is in another region. Name it: s3(address, { region: '...' })",
  ],
  RequestTimeTooSkewed: ['clock', "this machine's clock differs too much from the storage's. Set it right"],
  SlowDown: ['throttled', 'the storage asks to slow down, and did so again and again. Try later'],
  ServiceUnavailable: ['throttled', 'the storage is too busy. Try later'],
  TooManyRequests: ['throttled', 'the storage asks to slow down. Try later'],
  ThrottlingException: ['throttled', 'the storage asks to slow down. Try later'],
  PreconditionFailed: ['changed', 'the object was replaced by another one meanwhile. Start again'],
  BadDigest: ['corrupted', 'bytes were changed on their way. Try again'],
  InvalidDigest: ['corrupted', 'bytes were changed on their way. Try again'],
  XAmzContentSHA256Mismatch: ['corrupted', 'bytes were changed on their way. Try again'],
  IncompleteBody: ['unreachable', 'the connection broke off. Try again'],
  RequestTimeout: ['unreachable', 'the connection stood still for too long. Try again'],
  EntityTooLarge: ['too-large', 'it is larger than the storage takes in one piece'],
};

/** By the code of OpenSSL: this machine does not trust the server's certificate. */
const untrusted =
  /^(?:CERT_|ERR_TLS_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF))/;

/** Without a body (replies to HEAD) the status is all there is. */
const byStatus: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  401: 'AccessDenied',
  403: 'AccessDenied',
  404: 'NoSuchKey',
  412: 'PreconditionFailed',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
};

/**
 * The error for what went wrong with `place`. Of the SDK's error only name, message and request id are kept: the rest
 * holds the signed request.
 */
export function explained(verb: string, place: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const sdk = error as SdkError;
  const status = statusOf(sdk);
  const [code, entry] = entryOf(sdk, status);
  const cause = causeOf(sdk);
  if (entry) {
    const [reason, why] = entry;
    return new StorageError(`${verb} ${place} failed: ${why} (${code})`, status, { reason, cause });
  }
  if (status !== undefined && status >= 300) {
    const what = [status, code, sdk.message].filter(part => part && part !== 'UnknownError').join(' ');
    return new StorageError(`${verb} ${place} failed: the storage answered ${what}`, status, { cause });
  }
  const inner = (sdk.cause ?? {}) as SdkError;
  const why = sdk.code ?? inner.code ?? (status === undefined ? sdk.message : 'its answer broke off');
  if (why !== undefined && untrusted.test(why)) {
    return new StorageError(
      `${verb} ${place} failed: the certificate of the server is not trusted (${why}). Name the PEM file with its authority: s3(address, { ca }), or AWS_CA_BUNDLE`,
      undefined,
      { reason: 'certificate', cause },
    );
  }
  return new StorageError(`${verb} ${place} failed: ${why}. Check the network and the endpoint`, undefined, {
    reason: 'unreachable',
    cause,
  });
}

function entryOf(
  error: SdkError,
  status: number | undefined,
): [string | undefined, (typeof known)[string] | undefined] {
  for (const code of [error.Code, error.name, byStatus[status ?? 0]]) {
    if (code !== undefined && Object.hasOwn(known, code)) return [code, known[code]];
  }
  return [error.Code ?? error.name, undefined];
}

function causeOf({ name = 'Error', message = '', $metadata }: SdkError): Error {
  const id = $metadata?.requestId;
  const cause = new Error(id ? `${message} (request ${id})` : message);
  cause.name = name;
  return cause;
}

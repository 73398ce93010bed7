import { StorageError, type StorageReason } from '../../errors/storage-error.js';

/** What is read of an error of the SDK or the disk. */
interface Trouble {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly path?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

type Section = Readonly<Record<string, string | undefined>>;

/** Settings of a profile that say where its credentials come from. */
const sources = ['credential_process', 'source_profile', 'web_identity_token_file', 'aws_access_key_id'];

/**
 * The error for credentials that could not be had. Nothing of what was found is part of it.
 *
 * @param named the profile that was asked for in a cell
 */
export async function credentialsError(error: unknown, named: string | undefined): Promise<StorageError> {
  const { name = 'Error', message = '', code, path, $metadata } = error as Trouble;
  const cause = Object.assign(new Error(message), { name });
  const told = (reason: StorageReason, why: string) => new StorageError(why, undefined, { reason, cause });
  if ($metadata?.httpStatusCode !== undefined) return told('denied', refusal(name, message));
  if (path !== undefined && (code === 'ENOENT' || code === 'EACCES')) {
    const why = `The file ${path} with the token of the web identity cannot be read: ${code}. Check AWS_WEB_IDENTITY_TOKEN_FILE, or the profile's web_identity_token_file`;
    return told('denied', why);
  }
  if (code !== undefined) {
    const why = `The service that gives credentials cannot be reached: ${code}. Check the network`;
    return told('unreachable', why);
  }
  return told('denied', await missing(message, named));
}

/** Of STS, which gives credentials for a role. */
function refusal(name: string, message: string): string {
  const next = /Expired/.test(name)
    ? 'Get a fresh token: whoever set up this machine or pod renews it'
    : 'Check the role (AWS_ROLE_ARN, or role_arn of the profile), and whom it trusts';
  return `No credentials for the role: ${name}: ${message}. ${next}`;
}

async function missing(message: string, named: string | undefined): Promise<string> {
  const profile = named ?? process.env['AWS_PROFILE'];
  if (/\bsso\b/i.test(message)) {
    const which = profile === undefined ? '' : ` --profile ${profile}`;
    return `The login of ${profile === undefined ? 'AWS' : `the profile '${profile}'`} is missing or has expired. Run \`aws sso login${which}\` in a terminal`;
  }
  if (profile === undefined) {
    return 'For S3 no credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile: s3(address, { profile })';
  }
  const { parseKnownFiles } = await import('@smithy/core/config');
  const profiles: Readonly<Record<string, Section>> = await parseKnownFiles({}).catch(() => ({}));
  const section = Object.hasOwn(profiles, profile) ? profiles[profile]! : undefined;
  if (!section) {
    const names = Object.keys(profiles).filter(name => !name.includes('.'));
    return `There is no profile '${profile}' in the AWS configuration files. They have ${names.join(', ') || 'none'}`;
  }
  const source = sources.find(setting => section[setting] !== undefined);
  return `The profile '${profile}' gives no credentials: ${source === undefined ? 'it names neither keys nor where to get some. Add them, or choose another profile' : `check its ${source}`}`;
}

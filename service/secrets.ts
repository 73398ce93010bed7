import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const secretsSchema = z.object({
  token: z.string().min(1),
  signingKey: z.string().min(32),
  expires: z.number(),
});

/** What only this user's programs know. */
export type Secrets = z.infer<typeof secretsSchema>;

/** Seconds: a token lives ten years, and a new one is made when less than one is left. */
const year = 365 * 24 * 3600;

/**
 * The service's secrets, the same after a restart, so that clients and signed URLs go on. Made anew when there are
 * none or they can't be read.
 */
export async function loadSecrets(path: string): Promise<Secrets> {
  const known = await readFile(path, 'utf8').then(parse, () => undefined);
  if (known && known.expires > Date.now() / 1000 + year) return known;
  const expires = Math.floor(Date.now() / 1000) + 10 * year;
  const secrets = { token: makeToken(expires), signingKey: randomBytes(32).toString('base64url'), expires };
  await writePrivate(path, JSON.stringify(secrets));
  return secrets;
}

/** Writes a file that only its owner may read, whole or not at all. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  // An old draft keeps its mode when it is written again.
  await chmod(draft, 0o600);
  await rename(draft, path);
}

/**
 * A token in the form the Python client of PROMINENCE wants: a JWT that has not expired. It is compared as a whole,
 * so it needs no signature; the random part is what nobody can guess.
 */
function makeToken(expires: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: 'tunebook', exp: expires, jti: randomBytes(32).toString('base64url') };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}

function parse(text: string): Secrets | undefined {
  try {
    return secretsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

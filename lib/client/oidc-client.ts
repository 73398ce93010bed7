import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { OidcClient, OidcProvider } from './oidc-provider.js';
import { writePrivateFile } from './private-file.js';
import { prominenceFolder } from './token-store.js';

const fileSchema = z.looseObject({
  client_id: z.string().min(1),
  client_secret: z.string().optional(),
  /** The provider that knows the client; PROMINENCE's own client writes none. */
  issuer: z.string().optional(),
});

/**
 * As which program to log in: `PROMINENCE_OIDC_CLIENT_ID` and `_SECRET`, else `~/.prominence/client`, where a secret is
 * for the provider that gave it and no other; undefined when there is none yet.
 */
export async function knownClient(issuer: string, env: NodeJS.ProcessEnv): Promise<OidcClient | undefined> {
  const id = env['PROMINENCE_OIDC_CLIENT_ID'];
  if (id) return { id, secret: env['PROMINENCE_OIDC_CLIENT_SECRET'] || undefined };
  const text = await readFile(clientFile(env), 'utf8').catch(() => '');
  const stored = fileSchema.safeParse(jsonOr(text)).data;
  if (!stored || (stored.issuer ?? issuer) !== issuer) return undefined;
  return { id: stored.client_id, secret: stored.client_secret };
}

/** The known client, or a new one, which is registered and stored. @throws {LoginError} */
export async function registeredClient(
  provider: OidcProvider,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<OidcClient> {
  const known = await knownClient(provider.issuer, env);
  if (known) return known;
  const client = await provider.register(signal);
  const { id: client_id, secret: client_secret } = client;
  const text = JSON.stringify({ client_id, client_secret, issuer: provider.issuer });
  await writePrivateFile(clientFile(env), `${text}\n`);
  return client;
}

function clientFile(env: NodeJS.ProcessEnv): string {
  return join(prominenceFolder(env), 'client');
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

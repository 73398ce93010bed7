import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ServiceError } from '../errors/service-error.js';
import type { TokenReply } from './oidc-provider.js';
import { whileLocked, writePrivateFile } from './private-file.js';
import { tokenTimes } from './token-times.js';

/** What can stand in a header. Anything else would be quoted, as a whole, by the error of the HTTP client. */
const headerSafe = /^[\x21-\x7e]+$/;

const tokenSchema = z.looseObject({
  access_token: z.string().regex(headerSafe),
  refresh_token: z.string().min(1).optional(),
  /** Unix seconds, for tokens that do not tell themselves; ours, as the two below. */
  expires_at: z.number().optional(),
  /** Whom to ask for the next token, and as which client. */
  issuer: z.string().optional(),
  client_id: z.string().optional(),
});

/** A token as it is stored: the provider's reply, and where it came from. */
export type StoredToken = z.infer<typeof tokenSchema>;

/** The folder of PROMINENCE's own client, which ours shares: a login with one holds for the other. */
export function prominenceFolder(env: NodeJS.ProcessEnv): string {
  return join(env['HOME'] || homedir(), '.prominence');
}

/** `~/.prominence/token`, mode 600: JSON with `access_token`, or the bare token. */
export class TokenStore {
  readonly path: string;

  constructor(env: NodeJS.ProcessEnv) {
    this.path = join(prominenceFolder(env), 'token');
  }

  /**
   * The token, if there is one.
   * @throws {ServiceError} `unauthorized` for a file that holds none
   */
  async read(): Promise<StoredToken | undefined> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const stored = tokenSchema.safeParse(jsonOr(text.trim())).data;
    if (stored) return stored;
    // No cause: a parser's message quotes what it read.
    throw new ServiceError(
      'unauthorized',
      `${this.path} holds no token that can be read. Log in again: ${howToLogIn}`,
    );
  }

  async write(token: StoredToken): Promise<void> {
    await writePrivateFile(this.path, `${JSON.stringify(token)}\n`);
  }

  /** Removes the token; false when there was none. */
  async remove(): Promise<boolean> {
    return this.exclusively(async () => {
      try {
        await rm(this.path);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
        throw error;
      }
    });
  }

  /** Does something while no other process changes the token. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return whileLocked(`${this.path}.lock`, work);
  }
}

/** A reply as it is stored, with where the next token comes from. */
export function storedToken(
  issuer: string,
  client_id: string,
  { access_token, refresh_token, expires_in }: TokenReply,
): StoredToken {
  return {
    access_token,
    ...(refresh_token !== undefined && { refresh_token }),
    ...(expires_in !== undefined && { expires_at: Math.round(Date.now() / 1000 + expires_in) }),
    issuer,
    client_id,
  };
}

/** When a stored token ends, in Unix seconds where that is known, and whether it can be renewed then. */
export function tokenEnd(stored: StoredToken): { expires: number | undefined; renews: boolean } {
  const { expires = stored.expires_at } = tokenTimes(stored.access_token);
  return { expires, renews: stored.refresh_token !== undefined };
}

/** The two ways to get a token, for messages. */
export const howToLogIn = 'tunebook login in a terminal, or await service.login() in a cell';

/**
 * A token from elsewhere, if it can be one.
 * @throws {ServiceError} `unauthorized`, without what it is
 */
export function checkedToken(token: string, from: string): string {
  if (headerSafe.test(token)) return token;
  throw new ServiceError('unauthorized', `${from} holds characters that no token has. Set it again`);
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { access_token: text };
  }
}

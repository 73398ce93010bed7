import { setTimeout as delay } from 'node:timers/promises';
import { LoginError } from '../errors/login-error.js';
import { registeredClient } from './oidc-client.js';
import { OidcProvider, type TokenReply } from './oidc-provider.js';
import { type StoredToken, storedToken, TokenStore } from './token-store.js';

/** Milliseconds: no provider is asked more often, whatever its interval; and the longest pause while it is away. */
const leastPause = 50;
const longestPause = 60_000;

/** What `slow_down` adds to the interval, in milliseconds (RFC 8628, section 3.5). */
const slowDown = 5_000;

/** What the user has to do, until when. */
export interface LoginPrompt {
  /** Where to enter the code. */
  readonly link: string;
  /** The same with the code in it, where the provider has such a link. */
  readonly fullLink: string | undefined;
  readonly code: string;
  /** Unix seconds. */
  readonly expires: number;
  /** Why the provider cannot be asked at the moment. */
  readonly trouble?: string | undefined;
}

/**
 * Logs in by a code that the user enters in any browser (RFC 8628) and stores the token.
 * @param prompt is told what to show; again when it changes
 * @throws {LoginError | ServiceError}
 * @throws the signal's reason when it is aborted
 */
export async function deviceLogin(
  env: NodeJS.ProcessEnv,
  prompt: (prompt: LoginPrompt) => void,
  signal?: AbortSignal,
): Promise<StoredToken> {
  const provider = new OidcProvider(issuerOf(env), env);
  const client = await registeredClient(provider, env, signal);
  const begun = await provider.deviceCode(client, signal);
  const expires = Date.now() / 1000 + begun.expires_in;
  const task: LoginPrompt = {
    link: begun.verification_uri,
    fullLink: begun.verification_uri_complete,
    code: begun.user_code,
    expires,
  };
  prompt(task);

  let interval = Math.max(begun.interval * 1000, leastPause);
  let failures = 0;
  for (;;) {
    const left = expires * 1000 - Date.now();
    const pause = Math.max(interval, Math.min(interval * 2 ** failures, longestPause));
    await delay(Math.max(0, Math.min(pause, left)), undefined, { ...(signal && { signal }) });
    if (pause >= left) throw expired(provider.issuer);
    const reply = await provider.tokenOf(client, begun.device_code, signal);
    if (reply.kind === 'success') return store(provider, client.id, provider.token(reply), env);
    if (reply.kind === 'no-answer') {
      failures++;
      prompt({ ...task, trouble: reply.text });
      continue;
    }
    if (failures > 0) prompt(task);
    failures = 0;
    if (reply.error === 'slow_down') interval += slowDown;
    else if (reply.error === 'expired_token') throw expired(provider.issuer);
    else if (reply.error === 'access_denied') {
      throw new LoginError('login-denied', `The login at ${provider.issuer} was denied. Nothing is stored`);
    } else if (reply.error !== 'authorization_pending') provider.token(reply);
  }
}

async function store(
  provider: OidcProvider,
  client_id: string,
  reply: TokenReply,
  env: NodeJS.ProcessEnv,
): Promise<StoredToken> {
  const tokens = new TokenStore(env);
  const stored = storedToken(provider.issuer, client_id, reply);
  await tokens.exclusively(() => tokens.write(stored));
  return stored;
}

/** @throws {LoginError} `login-impossible` */
function issuerOf(env: NodeJS.ProcessEnv): string {
  if (env['PROMINENCE_TOKEN']) {
    throw new LoginError(
      'login-impossible',
      'PROMINENCE_TOKEN is set, and goes before the token of a login. Unset it, then log in',
    );
  }
  const issuer = env['PROMINENCE_OIDC_URL']?.trim().replace(/\/+$/, '');
  if (issuer) return issuer;
  throw new LoginError(
    'login-impossible',
    'PROMINENCE_OIDC_URL is not set: it is the address of the login provider, which the operator of the PROMINENCE service knows. ' +
      'The embedded service needs no login',
  );
}

function expired(issuer: string): LoginError {
  return new LoginError('login-expired', `Nobody entered the code of ${issuer} in time. Log in again`);
}

import { ServiceError } from '../errors/service-error.js';
import { knownClient } from './oidc-client.js';
import { OidcProvider } from './oidc-provider.js';
import { checkedToken, howToLogIn, type StoredToken, storedToken, TokenStore } from './token-store.js';
import { tokenTimes } from './token-times.js';

/** Where a transport has its token from. */
export interface Credentials {
  /** The token to send now. @throws {ServiceError} `unauthorized` when there is none */
  token(): Promise<string>;
  /** Another one in place of one that was refused; undefined when there is none. */
  renewed(refused: string): Promise<string | undefined>;
  /** What the user can do about a token that was refused. */
  advice(refused: string): string;
}

/** A token that does not change. */
export function fixedToken(token: string): Credentials {
  return { token: async () => token, renewed: async () => undefined, advice: () => 'Try again' };
}

/** Seconds before its end at which a token is renewed, unless a tenth of its life is less. */
const margin = 60;

/** Milliseconds in which a renewal is not tried again: a provider that is away would delay every request. */
const renewalPause = 60_000;

/**
 * The user's token for a PROMINENCE service: `PROMINENCE_TOKEN`, else that of a login in `~/.prominence/token`, read
 * anew each time, so that a login elsewhere counts at once. A login's token is renewed where the provider allows it:
 * before it ends, and when it was refused.
 */
export class UserCredentials implements Credentials {
  readonly #url: string | undefined;
  readonly #env: NodeJS.ProcessEnv;
  readonly #store: TokenStore;
  #fromEnvironment: string | undefined;
  #renewing: Promise<string | undefined> | undefined;
  #lastRenewal = -Infinity;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
    this.#url = env['PROMINENCE_URL'];
    this.#store = new TokenStore(env);
  }

  async token(): Promise<string> {
    const given = this.#given();
    if (given !== undefined) return given;
    const stored = await this.#store.read();
    if (!stored) {
      throw new ServiceError(
        'unauthorized',
        `PROMINENCE_URL is set, and there is no token for it. Log in: ${howToLogIn}. ` +
          'Or set PROMINENCE_TOKEN to a token, or unset PROMINENCE_URL to use the embedded service',
      );
    }
    if (!stored.refresh_token || !endsSoon(stored) || this.#renewedLately()) return stored.access_token;
    // While the provider is away, the token may still do.
    const renewed = await this.#renewOnce(stored.access_token).catch(() => undefined);
    return renewed ?? stored.access_token;
  }

  async renewed(refused: string): Promise<string | undefined> {
    const given = this.#given();
    if (given !== undefined) return given === refused ? undefined : given;
    const stored = await this.#store.read();
    if (!stored) return undefined;
    if (stored.access_token !== refused) return stored.access_token;
    if (this.#renewedLately() && !endsSoon(stored)) return undefined;
    return this.#renewOnce(refused);
  }

  advice(refused: string): string {
    const { expires } = tokenTimes(refused);
    const past = expires !== undefined && expires < Date.now() / 1000;
    if (this.#given() !== undefined) {
      return `PROMINENCE_TOKEN ${past ? `has expired${at(expires)}` : 'is not, or no longer, a good one'}: set PROMINENCE_TOKEN to another, or unset it and log in: ${howToLogIn}`;
    }
    return `${past ? `The login has expired${at(expires)}` : 'The login is not, or no longer, a good one'}. Log in again: ${howToLogIn}`;
  }

  /** `PROMINENCE_TOKEN` as it is now, or was when the environment named this service last: it is for no other. */
  #given(): string | undefined {
    if (this.#env['PROMINENCE_URL'] === this.#url) {
      this.#fromEnvironment = this.#env['PROMINENCE_TOKEN']?.trim() || undefined;
    }
    return this.#fromEnvironment && checkedToken(this.#fromEnvironment, 'PROMINENCE_TOKEN');
  }

  #renewedLately(): boolean {
    return Date.now() - this.#lastRenewal < renewalPause;
  }

  #renewOnce(old: string): Promise<string | undefined> {
    this.#renewing ??= this.#store
      .exclusively(() => this.#renew(old))
      .finally(() => {
        this.#renewing = undefined;
      });
    return this.#renewing;
  }

  /** Alone among all processes: a provider may take a refresh token once only. */
  async #renew(old: string): Promise<string | undefined> {
    const stored = await this.#store.read();
    if (!stored || stored.access_token !== old) return stored?.access_token;
    const { refresh_token: refreshToken, ...rest } = stored;
    // A file of PROMINENCE's own client does not say who gave the token.
    const issuer = stored.issuer ?? this.#env['PROMINENCE_OIDC_URL']?.trim().replace(/\/+$/, '');
    if (!refreshToken || !issuer) return undefined;
    const client = await knownClient(issuer, this.#env);
    if (!client || (stored.client_id ?? client.id) !== client.id) return undefined;
    this.#lastRenewal = Date.now();
    const provider = new OidcProvider(issuer, this.#env);
    const reply = await provider.refresh(client, refreshToken);
    if (reply.kind === 'no-answer') {
      throw new ServiceError(
        'unreachable',
        `The token has to be renewed, and the login provider ${issuer} does not answer (${reply.text}). Check the network, then try again`,
      );
    }
    if (reply.kind === 'refusal') {
      await this.#store.write(rest); // what was refused once will not be taken later
      return undefined;
    }
    const next = { refresh_token: refreshToken, ...storedToken(issuer, client.id, provider.token(reply)) };
    await this.#store.write(next);
    return next.access_token;
  }
}

function endsSoon({ access_token, expires_at }: StoredToken): boolean {
  const { issued, expires = expires_at } = tokenTimes(access_token);
  if (expires === undefined) return false;
  const early = issued === undefined ? margin : Math.min(margin, (expires - issued) / 10);
  return expires - early < Date.now() / 1000;
}

function at(expires: number | undefined): string {
  const date = new Date((expires ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? '' : ` (${date.toISOString()})`;
}

import { z } from 'zod';
import { LoginError } from '../errors/login-error.js';
import { type OidcReply, oidcRequest, patientOidcRequest } from './oidc-request.js';
import { checkSafeUrl } from './safe-url.js';

/** A program that a provider knows; one without a secret is a public one. */
export interface OidcClient {
  readonly id: string;
  readonly secret?: string | undefined;
}

const endpointsSchema = z.looseObject({
  issuer: z.string(),
  token_endpoint: z.url(),
  device_authorization_endpoint: z.url(),
  registration_endpoint: z.url().optional(),
});

const registrationSchema = z.looseObject({
  client_id: z.string().min(1),
  client_secret: z.string().optional(),
});

const link = z.url({ protocol: /^https?$/ });

const deviceCodeSchema = z.looseObject({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: link,
  verification_uri_complete: link.optional(),
  /** Seconds. */
  expires_in: z.number().positive(),
  /** Seconds between two questions. */
  interval: z.number().nonnegative().default(5),
});

const tokenReplySchema = z.looseObject({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  refresh_token: z.string().min(1).optional(),
  /** Seconds. */
  expires_in: z.number().optional(),
});

/** A code to enter at a link, and how to ask whether that was done (RFC 8628, section 3.2). */
export type DeviceCode = z.infer<typeof deviceCodeSchema>;
/** A reply of the token endpoint (RFC 6749, section 5.1). */
export type TokenReply = z.infer<typeof tokenReplySchema>;

type Endpoints = Pick<
  z.infer<typeof endpointsSchema>,
  'token_endpoint' | 'device_authorization_endpoint' | 'registration_endpoint'
>;

const scope = 'openid profile email';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** The OpenID Connect provider at which users of a PROMINENCE service log in. */
export class OidcProvider {
  #endpoints: Promise<Endpoints> | undefined;

  /**
   * @param issuer the base address, without a slash at the end
   * @throws {ServiceError} `insecure` for http to another machine
   */
  constructor(
    readonly issuer: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    checkSafeUrl('The address of the login provider', issuer, env);
  }

  /** Makes this program known to the provider (RFC 7591). @throws {LoginError} */
  async register(signal?: AbortSignal): Promise<OidcClient> {
    const { registration_endpoint: url } = await this.#known(signal);
    if (url === undefined) {
      throw new LoginError(
        'login-impossible',
        `${this.issuer} registers no programs by itself. Ask its operator for a client, and set PROMINENCE_OIDC_CLIENT_ID and PROMINENCE_OIDC_CLIENT_SECRET`,
      );
    }
    const json = {
      client_name: 'tunebook',
      redirect_uris: ['http://localhost'],
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: [deviceGrant, 'refresh_token'],
      scope: `${scope} offline_access`,
    };
    const reply = await patientOidcRequest({ url, json }, signal);
    const { client_id: id, client_secret: secret } = this.#checked(
      registrationSchema,
      reply,
      'register a program',
    );
    return { id, secret };
  }

  /** Begins a login. @throws {LoginError} */
  async deviceCode(client: OidcClient, signal?: AbortSignal): Promise<DeviceCode> {
    const { device_authorization_endpoint: url } = await this.#known(signal);
    const ask = (scope: string) =>
      patientOidcRequest(authenticated(client, url, { client_id: client.id, scope }), signal);
    const reply = await ask(`${scope} offline_access`);
    // Not every program may have a refresh token.
    const unknownScope = reply.kind === 'refusal' && reply.error === 'invalid_scope';
    return this.#checked(deviceCodeSchema, unknownScope ? await ask(scope) : reply, 'begin a login');
  }

  /** Asks once whether a login is done. */
  async tokenOf(client: OidcClient, deviceCode: string, signal?: AbortSignal): Promise<OidcReply> {
    const form = { grant_type: deviceGrant, device_code: deviceCode, client_id: client.id };
    const { token_endpoint: url } = await this.#known(signal);
    return oidcRequest(authenticated(client, url, form), signal);
  }

  /** Asks once for a new token (RFC 6749, section 6). */
  async refresh(client: OidcClient, refreshToken: string): Promise<OidcReply> {
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: client.id };
    const { token_endpoint: url } = await this.#known();
    return oidcRequest(authenticated(client, url, form));
  }

  /** The token in a reply. @throws {LoginError} */
  token(reply: OidcReply): TokenReply {
    return this.#checked(tokenReplySchema, reply, 'give a token');
  }

  /** As the provider says itself, else where PROMINENCE looks for them. */
  async #known(signal?: AbortSignal): Promise<Endpoints> {
    this.#endpoints ??= this.#discover(signal);
    this.#endpoints.catch(() => {
      this.#endpoints = undefined;
    });
    return this.#endpoints;
  }

  async #discover(signal: AbortSignal | undefined): Promise<Endpoints> {
    const reply = await oidcRequest({ url: `${this.issuer}/.well-known/openid-configuration` }, signal);
    const found = endpointsSchema.safeParse(reply.kind === 'success' && reply.body).data;
    if (found && found.issuer.replace(/\/+$/, '') === this.issuer) {
      const { token_endpoint, device_authorization_endpoint, registration_endpoint } = found;
      for (const url of [token_endpoint, device_authorization_endpoint, registration_endpoint]) {
        if (url !== undefined) checkSafeUrl(`An address that ${this.issuer} names`, url, this.env);
      }
      return { token_endpoint, device_authorization_endpoint, registration_endpoint };
    }
    return {
      token_endpoint: `${this.issuer}/token`,
      device_authorization_endpoint: `${this.issuer}/devicecode`,
      registration_endpoint: `${this.issuer}/register`,
    };
  }

  #checked<T>(schema: z.ZodType<T>, reply: OidcReply, what: string): T {
    if (reply.kind === 'no-answer') {
      throw new LoginError(
        'login-failed',
        `The login provider ${this.issuer} does not answer (${reply.text}). Check PROMINENCE_OIDC_URL and the network, then try again`,
      );
    }
    if (reply.kind === 'refusal') {
      const client =
        reply.error === 'invalid_client'
          ? '. It does not know this program (any more): remove ~/.prominence/client, or correct PROMINENCE_OIDC_CLIENT_ID, and try again'
          : '';
      throw new LoginError(
        'login-failed',
        `The login provider ${this.issuer} refused to ${what} (${reply.text})${client}`,
      );
    }
    const parsed = schema.safeParse(reply.body);
    if (parsed.success) return parsed.data;
    throw new LoginError(
      'login-failed',
      `The login provider ${this.issuer} was asked to ${what}, and its reply is not what OpenID Connect promises. Is PROMINENCE_OIDC_URL the address of the provider?`,
    );
  }
}

/** With the client's secret in the header (RFC 6749, section 2.3.1), where it has one. */
function authenticated(client: OidcClient, url: string, form: Readonly<Record<string, string>>) {
  const { id, secret } = client;
  const secrets = [secret, form['device_code'], form['refresh_token']].filter(each => each !== undefined);
  if (secret === undefined) return { url, form, secrets };
  const basic = Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`).toString('base64');
  return { url, form, secrets: [...secrets, basic], headers: { authorization: `Basic ${basic}` } };
}

function formEncoded(text: string): string {
  return new URLSearchParams({ _: text }).toString().slice(2);
}

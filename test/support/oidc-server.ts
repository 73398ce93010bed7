import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from './serve.ts';

type Answer = [status: number, body: unknown];

/** A JWT that nobody signed. */
export function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`;
}

/**
 * A login provider: registration, device codes (RFC 8628), tokens and their renewal. Its refresh tokens can be used once. Asked too
 * early for a token, it says so, as `early`.
 */
export class OidcServer {
  /** Requests, as in `POST /token`, with their forms. */
  readonly requests: { readonly line: string; readonly form: URLSearchParams }[] = [];
  /** What the next questions for a token are answered, before the login counts as done. `cut` drops the connection. */
  readonly answers: (string | number)[] = [];
  /** False until the user has entered the code. */
  entered = true;
  /** Seconds between two questions. */
  interval = 0.01;
  /** Seconds that a code and a token hold. */
  codeLife = 600;
  tokenLife = 3600;
  /** Whether it gives refresh tokens. */
  renews = true;
  /** Where the user enters the code, if not at `/device`. */
  link: string | undefined;
  /** How it presents itself at `/.well-known/openid-configuration`. */
  discovery: Record<string, unknown> | undefined;
  /** All access tokens that were given, the newest last, and how it tells others. */
  readonly given: string[] = [];
  onToken: (token: string) => void = () => {};
  /** Questions that came sooner than the interval allows. */
  early = 0;
  readonly secret = 'client+secret/%';
  #refreshToken = '';
  #last = 0;

  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<OidcServer> {
    const { url, close } = await serve((request, reply, body) => server.#serve(request, reply, body));
    const server = new OidcServer(url, close);
    return server;
  }

  /** How often a path was asked for. */
  count(path: string, grant = ''): number {
    return this.requests.filter(
      ({ line, form }) => line.endsWith(` ${path}`) && (form.get('grant_type') ?? '').includes(grant),
    ).length;
  }

  #serve(request: IncomingMessage, reply: ServerResponse, body: Buffer): void {
    const form = new URLSearchParams(String(body));
    this.requests.push({ line: `${request.method} ${request.url}`, form });
    const answer = this.#answer(request, form);
    if (!answer) {
      reply.destroy();
      return;
    }
    reply.writeHead(answer[0], { 'content-type': 'application/json' });
    reply.end(JSON.stringify(answer[1]));
  }

  #answer({ method, url, headers }: IncomingMessage, form: URLSearchParams): Answer | undefined {
    if (url === '/.well-known/openid-configuration' && this.discovery) return [200, this.discovery];
    const basic = `Basic ${Buffer.from(`me:${encodeURIComponent(this.secret)}`).toString('base64')}`;
    switch (`${method} ${url}`) {
      case 'POST /register':
        return [201, { client_id: 'me', client_secret: this.secret }];
      case 'POST /devicecode':
      case 'POST /other/device':
        if (headers.authorization !== basic) return [401, { error: 'invalid_client' }];
        return [200, this.#deviceCode()];
      case 'POST /token':
        if (headers.authorization !== basic) return [401, { error: 'invalid_client' }];
        return form.get('grant_type') === 'refresh_token' ? this.#refresh(form) : this.#ask(form);
      default:
        return [404, { error: 'not_found' }];
    }
  }

  #deviceCode(): Record<string, unknown> {
    this.#last = Date.now();
    return {
      device_code: 'device-code-secret',
      user_code: 'WDJB-<b>',
      verification_uri: this.link ?? `${this.url}/device`,
      verification_uri_complete: `${this.url}/device?code=WDJB`,
      expires_in: this.codeLife,
      interval: this.interval,
    };
  }

  #ask(form: URLSearchParams): Answer | undefined {
    const now = Date.now();
    // A timer may fire a millisecond early.
    if (now - this.#last < this.interval * 1000 - 2) this.early++;
    this.#last = now;
    if (form.get('device_code') !== 'device-code-secret') return [400, { error: 'invalid_grant' }];
    if (!this.entered) return [400, { error: 'authorization_pending' }];
    const answer = this.answers.shift();
    if (answer === 'cut') return undefined;
    if (answer === 'slow_down') this.interval += 5;
    if (typeof answer === 'number') return [answer, 'busy'];
    if (answer !== undefined) return [400, { error: answer, error_description: 'of device-code-secret' }];
    return [200, this.#token()];
  }

  #refresh(form: URLSearchParams): Answer | undefined {
    const answer = this.answers.shift();
    if (answer === 'cut') return undefined;
    if (form.get('refresh_token') !== this.#refreshToken) return [400, { error: 'invalid_grant' }];
    return [200, this.#token()];
  }

  #token(): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1000);
    const token = jwt({ iat: now, exp: now + this.tokenLife, jti: this.given.length });
    this.given.push(token);
    this.onToken(token);
    this.#refreshToken = `refresh-token-secret-${this.given.length}`;
    return {
      access_token: token,
      expires_in: this.tokenLife,
      token_type: 'Bearer',
      ...(this.renews && { refresh_token: this.#refreshToken }),
    };
  }
}

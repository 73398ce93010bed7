import ky, { isHTTPError, type KyInstance, type RetryOptions } from 'ky';
import { ServiceError } from '../errors/service-error.js';
import { TunebookError } from '../errors/tunebook-error.js';
import { abortable } from './abortable.js';
import type { Credentials } from './credentials.js';
import { redacted } from './redacted.js';

/** One HTTP request, relative to the base of the API. */
export interface ServiceRequest {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Without a leading slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A body that is not JSON. */
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the reply must begin. @default 30000 */
  readonly timeout?: number;
}

/** For services far away: busy or restarting is worth asking again, after as long as `Retry-After` says. */
const again = { limit: 3, afterStatusCodes: [429, 503], maxRetryAfter: 60_000, backoffLimit: 3000 };
const repeatReads: RetryOptions = { ...again, methods: ['get'], statusCodes: [429, 502, 503, 504] };
/** What changes something is repeated only when the server says that it did nothing. */
const repeatOthers: RetryOptions = {
  ...again,
  methods: ['post', 'put', 'delete'],
  statusCodes: [429, 503],
  shouldRetry: ({ error }) => {
    if (!isHTTPError(error)) return false;
    const { status, headers } = error.response;
    return status === 429 || (status === 503 && headers.has('retry-after')) ? undefined : false;
  },
};

/** Options of a transport. */
export interface TransportOptions {
  /** The service is the one of `PROMINENCE_URL`: a read that failed for a reason that may pass is repeated. @default false */
  readonly remote?: boolean;
}

/**
 * Sends requests to one service. Keeps the token to itself: inspecting a transport shows none, and a redirect to another
 * host does not take it along.
 */
export class Transport {
  readonly #ky: KyInstance;
  readonly #credentials: Credentials;
  readonly #remote: boolean;

  constructor(
    /** Base of the API, ends in `/prominence/v1`. */
    readonly url: string,
    credentials: Credentials,
    options: TransportOptions = {},
  ) {
    this.#credentials = credentials;
    this.#remote = options.remote ?? false;
    this.#ky = ky.create({ prefixUrl: url, retry: 0 });
  }

  /**
   * The reply, once it is a success.
   * @throws {ServiceError} with the server's text; never with the request, which holds the token
   * @throws the signal's reason when it is aborted
   */
  async send(request: ServiceRequest): Promise<Response> {
    const token = await abortable(this.#credentials.token(), request.signal);
    try {
      return await this.#sendWith(token, request);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'unauthorized') throw error;
      const renewed = await abortable(this.#credentials.renewed(token), request.signal);
      if (renewed === undefined) throw error;
      // Safe for a submission too: what was refused was not done.
      return this.#sendWith(renewed, request);
    }
  }

  async #sendWith(token: string, request: ServiceRequest): Promise<Response> {
    try {
      return await this.#ky(request.path, {
        method: request.method,
        timeout: request.timeout ?? 30_000,
        ...(this.#remote && { retry: request.method === 'get' ? repeatReads : repeatOthers }),
        headers: { ...request.headers, authorization: `Bearer ${token}` },
        ...(request.query && { searchParams: request.query }),
        ...(request.json !== undefined && { json: request.json }),
        ...(request.body && { body: request.body }),
        ...(request.signal && { signal: request.signal }),
      });
    } catch (error) {
      request.signal?.throwIfAborted();
      if (isHTTPError(error)) throw await this.#refusal(request, error.response, token);
      throw this.#unreachable(error);
    }
  }

  /** Reads the body of a reply; a connection that is lost half-way counts as no answer. */
  async read<T>(request: ServiceRequest, body: (response: Response) => Promise<T>): Promise<T> {
    const response = await this.send(request);
    try {
      return await body(response);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (error instanceof TunebookError) throw error;
      throw this.#unreachable(error);
    }
  }

  #unreachable(error: unknown): ServiceError {
    // ky's own errors keep the request and so the token; what lies below a failed fetch is a plain system error.
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    const why = cause?.code ?? cause?.message ?? (error as Error).name;
    const advice = this.#remote ? 'Check PROMINENCE_URL and the network, then try again' : 'Try again';
    return new ServiceError(
      'unreachable',
      `No answer from the job service at ${this.url} (${why}). ${advice}`,
      cause && { cause },
    );
  }

  async #refusal(request: ServiceRequest, response: Response, token: string): Promise<ServiceError> {
    const text = redacted(serverText(await response.text().catch(() => '')), [token]);
    const what = `${request.method.toUpperCase()} /${request.path}`;
    // What the operator has switched off is a 401 as well, with this text.
    if (response.status === 401 && !/\bdisabled\b/i.test(text)) {
      return new ServiceError(
        'unauthorized',
        `The job service at ${this.url} does not accept the token for ${what} (401${text && `: ${text}`}). ` +
          this.#credentials.advice(token),
        { status: 401 },
      );
    }
    // PROMINENCE answers unknown jobs otherwise: a 404 means that the API is elsewhere.
    const elsewhere = this.#remote && response.status === 404;
    return new ServiceError(
      'refused',
      `The job service refused ${what} (${response.status}): ${text || 'it gave no reason'}` +
        (elsewhere ? `. Is ${this.url}, which PROMINENCE_URL says, the base of the API?` : ''),
      { status: response.status },
    );
  }
}

/** The text of an error body: PROMINENCE's `{"error"}`, or the start of whatever it is. */
function serverText(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    if (typeof error === 'string') return error;
  } catch {
    // Proxies and old servers answer with a page: its text is all there is to show.
  }
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}

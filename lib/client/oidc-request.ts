import { setTimeout as delay } from 'node:timers/promises';
import { abortable } from './abortable.js';
import { redacted } from './redacted.js';

/** Milliseconds until a reply must have come. */
const patience = 20_000;
const firstPause = 500;
const attempts = 4;

/** What a login provider answered. */
export type OidcReply =
  | { readonly kind: 'success'; readonly body: unknown }
  /** An error as in RFC 6749, section 5.2, or whatever else it answered. */
  | { readonly kind: 'refusal'; readonly error: string; readonly text: string }
  /** Nothing came, or an error that may pass. */
  | { readonly kind: 'no-answer'; readonly text: string };

/** What to send to a login provider. */
export interface OidcRequest {
  readonly url: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the texts of the reply must not quote. */
  readonly secrets?: readonly string[];
}

/** One request to a login provider. Redirects are not followed: they would take the form, and the secrets in it, along. */
export async function oidcRequest(request: OidcRequest, signal?: AbortSignal): Promise<OidcReply> {
  try {
    const reply = await abortable(fetch(request.url, fetchOptions(request)), signal);
    const body = jsonOr(await abortable(reply.text(), signal));
    if (reply.ok) return { kind: 'success', body };
    const { error, error_description: description } = (body ?? {}) as Record<string, unknown>;
    const said = [error, description].filter(part => typeof part === 'string').join(': ');
    const text = redacted(said || `status ${reply.status}`, request.secrets ?? []);
    if (mayPass(reply.status)) return { kind: 'no-answer', text };
    return { kind: 'refusal', error: typeof error === 'string' ? error : '', text };
  } catch (error) {
    signal?.throwIfAborted();
    const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    return { kind: 'no-answer', text: code ?? message };
  }
}

/** The same, asked again where no answer came: for requests that do no harm when they are made twice. */
export async function patientOidcRequest(request: OidcRequest, signal?: AbortSignal): Promise<OidcReply> {
  for (let attempt = 1; ; attempt++) {
    const reply = await oidcRequest(request, signal);
    if (reply.kind !== 'no-answer' || attempt === attempts) return reply;
    await delay(firstPause * 2 ** (attempt - 1), undefined, { ...(signal && { signal }) });
  }
}

function fetchOptions({ form, json, headers }: OidcRequest): RequestInit {
  const common = { redirect: 'manual', signal: AbortSignal.timeout(patience) } as const;
  const accept = { accept: 'application/json', ...headers };
  if (form) return { ...common, method: 'POST', headers: accept, body: new URLSearchParams(form) };
  if (json === undefined) return { ...common, headers: accept };
  const body = JSON.stringify(json);
  return { ...common, method: 'POST', headers: { ...accept, 'content-type': 'application/json' }, body };
}

function mayPass(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { channel } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** What this process asks over HTTP while it is recorded. */
export interface RecordedRequests extends Disposable {
  /** Method and path of each. */
  readonly lines: string[];
  /** The bytes that each PUT of a transfer was to send. */
  readonly put: number[];
}

/** Records requests from here on, until it is disposed of. */
export function recordRequests(): RecordedRequests {
  const lines: string[] = [];
  const put: number[] = [];
  const plainFetch = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const [method, url] = input instanceof Request ? [input.method, input.url] : [init?.method, input];
    lines.push(`${method ?? 'GET'} ${new URL(url).pathname}`);
    return plainFetch(input, init);
  };
  // Transfers are not made by fetch.
  const starts = channel('http.client.request.start');
  const note = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    lines.push(`${request.method} ${request.path.replace(/\?.*/s, '')}`);
    if (request.method === 'PUT') put.push(Number(request.getHeader('content-length')));
  };
  starts.subscribe(note);
  return {
    lines,
    put,
    [Symbol.dispose]() {
      globalThis.fetch = plainFetch;
      starts.unsubscribe(note);
    },
  };
}

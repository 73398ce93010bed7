/** What this process asks over HTTP while it is recorded. */
export interface RecordedRequests extends Disposable {
  /** Method and path of each. */
  readonly lines: string[];
}

/** Records requests from here on, until it is disposed of. */
export function recordRequests(): RecordedRequests {
  const lines: string[] = [];
  const plainFetch = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const [method, url] = input instanceof Request ? [input.method, input.url] : [init?.method, input];
    lines.push(`${method ?? 'GET'} ${new URL(url).pathname}`);
    return plainFetch(input, init);
  };
  return {
    lines,
    [Symbol.dispose]() {
      globalThis.fetch = plainFetch;
    },
  };
}

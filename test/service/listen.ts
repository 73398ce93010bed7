import type { TestService } from './support.ts';

/** A server-sent event, read. */
export interface Told {
  readonly event: string;
  readonly data: ReturnType<typeof JSON.parse>;
  /** The cursor. */
  readonly id: number | undefined;
}

/** Reads server-sent events until `last` is true of one; a body makes it a POST. */
export async function listen(
  service: TestService,
  query: string,
  last: (told: Told) => boolean,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Told[]> {
  const abort = new AbortController();
  const answer = await fetch(`${service.record.url}/events?${query}`, {
    headers: { authorization: `Bearer ${service.record.token}`, ...headers },
    signal: abort.signal,
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const all: Told[] = [];
  let text = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split('\n\n');
    text = parts.pop()!;
    for (const part of parts) {
      const [, event, data, id] = /^event: (\w+)\ndata: (.*?)(?:\nid: (\d+))?$/.exec(part)!;
      all.push({ event: event!, data: JSON.parse(data!), id: id === undefined ? undefined : Number(id) });
      if (!last(all.at(-1)!)) continue;
      abort.abort();
      return all;
    }
  }
  return all;
}

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
  for await (const told of eventsOf(answer)) {
    all.push(told);
    if (!last(told)) continue;
    abort.abort();
    return all;
  }
  return all;
}

/** The events of an answer as they come; comments are left out. */
export async function* eventsOf(answer: Response): AsyncGenerator<Told> {
  let text = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split('\n\n');
    text = parts.pop()!;
    for (const part of parts) {
      const found = /^event: (\w+)\ndata: (.*?)(?:\nid: (\d+))?$/.exec(part);
      if (!found) continue;
      const [, event, data, id] = found;
      yield { event: event!, data: JSON.parse(data!), id: id === undefined ? undefined : Number(id) };
    }
  }
}

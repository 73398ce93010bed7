import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from './serve.ts';

type Json = Record<string, unknown>;
type Answer = [status: number, body: unknown];

/**
 * A PROMINENCE v1 server as published: no capabilities, no events, an array for one job, text for errors in places.
 * Each poll takes a job one state further. Its token is `good-token`.
 */
export class StockServer {
  /** All requests, as in `GET /prominence/v1/jobs`. */
  readonly requests: string[] = [];
  /** The bodies of `POST /jobs`. */
  readonly submitted: Json[] = [];
  /** Answers a request instead of the API, the first time that it returns true. */
  instead: ((request: string, reply: ServerResponse) => boolean) | undefined;
  readonly #states = ['idle', 'running', 'running', 'completed'];
  readonly #polls: number[] = [];

  private constructor(
    readonly origin: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<StockServer> {
    const { url, close } = await serve((request, reply, body) => stock.#serve(request, reply, body));
    const stock = new StockServer(url, close);
    return stock;
  }

  /** What `PROMINENCE_URL` is. */
  get url(): string {
    return `${this.origin}/prominence/v1`;
  }

  #serve(request: IncomingMessage, reply: ServerResponse, body: Buffer): void {
    const line = `${request.method} ${request.url}`;
    this.requests.push(line);
    if (this.instead?.(line, reply)) {
      this.instead = undefined;
      return;
    }
    const [status, answer] = request.url!.startsWith('/store/')
      ? this.#storage(request)
      : this.#api(request, body);
    reply.writeHead(status, {
      'content-type': typeof answer === 'string' ? 'text/plain' : 'application/json',
    });
    reply.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }

  /** The signature is the permission: a token has no business here. */
  #storage(request: IncomingMessage): Answer {
    return request.headers.authorization === undefined ? [200, 'x,y\n1,2\n'] : [400, 'two signatures'];
  }

  #api(request: IncomingMessage, body: Buffer): Answer {
    if (request.headers.authorization !== 'Bearer good-token') return [401, { error: 'Not authorized' }];
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const route = `${request.method} ${pathname.replace('/prominence/v1', '')}`;
    if (route === 'POST /data/upload') return [201, { url: `${this.origin}/store/up?sig=s` }];
    if (route === 'POST /jobs') {
      this.submitted.push(JSON.parse(String(body)) as Json);
      return [201, { id: this.#polls.push(0) }];
    }
    if (route === 'GET /jobs')
      return [200, this.#list(searchParams.get('id') ?? '', searchParams.has('detail'))];
    const [, id, stream] = /^GET \/jobs\/(\d+)(\/\w+)?$/.exec(route) ?? [];
    if (stream) return [200, 'P = 1\nP = 2\n'.slice(Number(searchParams.get('offset')))];
    if (id) return [200, Number(id) > this.#polls.length ? [] : [this.#job(Number(id))]];
    return [404, '<!doctype html><title>404 Not Found</title>'];
  }

  #list(ids: string, detail: boolean): Json[] {
    return ids
      .split(',')
      .filter(id => id !== '')
      .map(id => {
        this.#polls[Number(id) - 1]! += 1;
        const { outputFiles, execution, ...short } = this.#job(Number(id));
        return detail ? { ...short, outputFiles, execution } : short;
      });
  }

  #job(id: number): Json {
    const status = this.#states[Math.min(this.#polls[id - 1]!, this.#states.length - 1)]!;
    const { name, tasks } = this.submitted[id - 1]!;
    const done = status === 'completed';
    return {
      id,
      name,
      tasks,
      status,
      events: { createTime: 1764000000 },
      outputFiles: [{ name: 'out.csv', url: done ? `${this.origin}/store/out?sig=s` : '' }],
      execution: done ? { tasks: [{ exitCode: 0 }] } : {},
    };
  }
}

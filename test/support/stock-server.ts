import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from './serve.ts';
import { refusedJob, refusedWorkflow } from './stock-rules.ts';

type Json = Record<string, unknown>;
type Answer = [status: number, body: unknown];

/** A job or a workflow that was submitted. Each time that it is asked for in a list takes it one state further. */
interface Entry {
  readonly kind: 'jobs' | 'workflows';
  readonly body: Json;
  /** The place of the workflow that a job belongs to. */
  readonly parent?: number;
  polls: number;
}

/**
 * A PROMINENCE v1 server as published: no capabilities, no events, a strict validator, an array for one job, text for
 * errors in places, no charset. Its token is `good-token`, unless it is told
 * others.
 */
export class StockServer {
  /** All requests, as in `GET /prominence/v1/jobs`. */
  readonly requests: string[] = [];
  /** The bodies of `POST /jobs` and `POST /workflows`. */
  readonly submitted: Json[] = [];
  /** The tokens that it takes. */
  readonly tokens = new Set(['good-token']);
  /** What `GET /data` answers. */
  uploads: Json[] = [];
  /** Answers a request instead of the API, the first time that it returns true. */
  instead: ((request: string, reply: ServerResponse) => boolean) | undefined;
  /** Cuts the connection after the API has done what was asked, the first time that it returns true. */
  cut: ((request: string) => boolean) | undefined;
  readonly #states = ['idle', 'running', 'running', 'completed'];
  readonly #entries: Entry[] = [];
  readonly #values = new Map<string, string>();

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
    if (this.cut?.(line)) {
      this.cut = undefined;
      reply.destroy();
      return;
    }
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
    const [word, token = ''] = request.headers.authorization?.split(' ') ?? [];
    if (word !== 'Bearer' || !this.tokens.has(token)) return [401, { error: 'Authentication failure' }];
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const route = `${request.method} ${pathname.replace('/prominence/v1', '')}`;
    const [, kind, id, part] = /^\w+ \/(jobs|workflows)(?:\/(\d+))?(?:\/(\w+))?$/.exec(route) ?? [];
    if (route === 'GET /data') return [200, this.uploads];
    if (route === 'POST /data/upload') return [201, { url: `${this.origin}/store/up?sig=s` }];
    if (route.includes(' /kv/')) return this.#keyValue(route, body);
    if (kind !== 'jobs' && kind !== 'workflows') return [404, '<!doctype html><title>404 Not Found</title>'];
    if (request.method === 'POST' && id === undefined) return this.#create(kind, JSON.parse(String(body)));
    if (request.method === 'POST' && part === 'exec') return [200, searchParams.get('command')];
    if (part === 'stdout') {
      return [
        200,
        Buffer.from('P = 1\nP = 2\n°\n')
          .subarray(Number(searchParams.get('offset')))
          .toString(),
      ];
    }
    if (request.method !== 'GET') return [400, { error: 'Not possible' }];
    if (id !== undefined)
      return [200, this.#entries[Number(id) - 1]?.kind === kind ? [this.#view(Number(id))] : []];
    return [200, this.#list(kind, searchParams)];
  }

  #keyValue(route: string, body: Buffer): Answer {
    const [method, path] = route.split(' ') as [string, string];
    if (method === 'POST') this.#values.set(path, String(body));
    const value = this.#values.get(path);
    if (method === 'POST') return [201, {}];
    return value === undefined ? [404, { error: 'No such key' }] : [200, value];
  }

  #create(kind: Entry['kind'], body: Json): Answer {
    const refusal = kind === 'jobs' ? refusedJob(body) : refusedWorkflow(body);
    if (refusal) return [400, { error: refusal }];
    this.submitted.push(body);
    const id = this.#entries.push({ kind, body, polls: 0 });
    for (const job of (body['jobs'] ?? []) as Json[]) {
      const member = { ...job, name: `${body['name']}/${job['name']}` };
      this.#entries.push({ kind: 'jobs', body: member, parent: id, polls: 0 });
    }
    return [201, { id }];
  }

  #list(kind: Entry['kind'], query: URLSearchParams): Json[] {
    const [key, value] = (query.get('constraint') ?? '').split('=');
    const asked = query.get('id')?.split(',').map(Number);
    const found = this.#entries.flatMap((entry, i) => {
      if (entry.kind !== kind) return [];
      if (query.get('workflow') === 'true') return entry.parent === asked?.[0] ? i + 1 : [];
      if (key) return (entry.body['labels'] as Json | undefined)?.[key] === value ? i + 1 : [];
      return asked?.includes(i + 1) ? i + 1 : [];
    });
    return found.map(id => {
      const entry = this.#entries[id - 1]!;
      if (entry.parent === undefined) entry.polls += 1;
      const { outputFiles, execution, ...short } = this.#view(id);
      return query.has('detail') ? { ...short, outputFiles, execution } : short;
    });
  }

  #view(id: number): Json {
    const { kind, body, parent, polls } = this.#entries[id - 1]!;
    const state = parent === undefined ? polls : this.#entries[parent - 1]!.polls;
    const status = this.#states[Math.min(state, this.#states.length - 1)]!;
    const done = status === 'completed';
    const { name, tasks, labels } = body;
    const common = { id, name, labels, status, events: { createTime: 1764000000 } };
    if (kind === 'workflows') {
      const total = (body['jobs'] as Json[]).length;
      const progress = { total, done: done ? total : 0, failed: 0, queued: done ? 0 : total, waiting: 0 };
      return { ...body, ...common, progress };
    }
    return {
      ...common,
      tasks,
      outputFiles: [{ name: 'out.csv', url: done ? `${this.origin}/store/out?sig=s` : '' }],
      execution: done ? { tasks: [{ exitCode: 0 }] } : {},
    };
  }
}

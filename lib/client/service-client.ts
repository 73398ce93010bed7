import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { isUnreachable, ServiceError } from '../errors/service-error.js';
import { UnknownJobError } from '../errors/unknown-job-error.js';
import type { JobJson } from '../model/job.js';
import type { JobRead } from '../model/job-read.js';
import { abortable } from './abortable.js';
import { Connection } from './connection.js';
import { JobWatcher } from './job-watcher.js';
import {
  type Capabilities,
  createdSchema,
  jobListSchema,
  parseReply,
  type Upload,
  uploadListSchema,
  uploadSchema,
} from './replies.js';
import { type ServiceAddress, serviceAddress } from './service-address.js';
import type { ServiceRequest, Transport } from './transport.js';

/** How often a call is tried again when the embedded service vanished under it. */
const restarts = 4;

/** Ids in one `GET /jobs?id=`: keeps the URL well below what servers take. */
const idsPerRequest = 500;

/** The two streams of a job. */
export type JobStream = 'stdout' | 'stderr';

/** The PROMINENCE v1 API (docs/service-api.md). Every reply is checked here; what it returns can be trusted. */
export class ServiceClient {
  readonly #connection: Connection;
  /** Tells many waiting jobs about their changes over one connection. */
  readonly watcher: JobWatcher;

  constructor(address: ServiceAddress) {
    this.#connection = new Connection(address);
    this.watcher = new JobWatcher(this);
  }

  /** True for the service on this machine that this process may start. */
  get embedded(): boolean {
    return this.#connection.embedded;
  }

  /** What the service can do beyond PROMINENCE. */
  capabilities(): Promise<Capabilities> {
    return this.#withService(undefined, () => this.#connection.capabilities());
  }

  /** Submits a job, once, whatever happens to the embedded service meanwhile; returns its id. */
  async createJob(job: JobJson, signal?: AbortSignal): Promise<number> {
    // The key makes it safe to ask again after a lost reply; a stock server does not know it, and is not asked again.
    const headers = { 'idempotency-key': randomUUID() };
    const created = await this.#json(createdSchema, {
      method: 'post',
      path: 'jobs',
      json: job,
      headers,
      signal,
      timeout: 60_000,
    });
    return created.id;
  }

  /**
   * A job in detail form, with fresh signed URLs for its outputs.
   * @throws {UnknownJobError}
   */
  async job(id: number, signal?: AbortSignal): Promise<JobRead> {
    const [job] = await this.#json(jobListSchema, { method: 'get', path: `jobs/${id}`, signal });
    if (!job) throw new UnknownJobError(id);
    return job;
  }

  /** Jobs in short form; the query is that of `GET /jobs`. */
  jobs(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<JobRead[]> {
    return this.#json(jobListSchema, { method: 'get', path: 'jobs', query, signal });
  }

  /** The jobs of these ids, in short form, active and finished; unknown ids are left out. */
  async jobsById(ids: readonly number[], signal?: AbortSignal): Promise<JobRead[]> {
    const found: JobRead[] = [];
    for (let i = 0; i < ids.length; i += idsPerRequest) {
      found.push(...(await this.jobs({ id: ids.slice(i, i + idsPerRequest).join(',') }, signal)));
    }
    return found;
  }

  /** Deletes an active job. @throws {ServiceError} `refused` when it is not active */
  async deleteJob(id: number, signal?: AbortSignal): Promise<void> {
    await this.#text({ method: 'delete', path: `jobs/${id}`, signal });
  }

  /** What a job has written to a stream so far, from a byte offset. */
  stream(id: number, stream: JobStream, offset = 0, signal?: AbortSignal): Promise<Uint8Array> {
    const query = { offset: String(offset) };
    return this.#read(
      { method: 'get', path: `jobs/${id}/${stream}`, query, signal },
      async reply => new Uint8Array(await reply.arrayBuffer()),
    );
  }

  /** The end of a stream from a byte offset, of which at most `keep` bytes are kept; `end` is the offset after it. */
  streamEnd(
    id: number,
    stream: JobStream,
    offset: number,
    keep: number,
    signal?: AbortSignal,
  ): Promise<{ bytes: Uint8Array; end: number }> {
    const query = { offset: String(offset) };
    return this.#read({ method: 'get', path: `jobs/${id}/${stream}`, query, signal }, async reply => {
      let bytes = Buffer.alloc(0);
      let end = offset;
      for await (const chunk of reply.body ?? []) {
        end += chunk.length;
        bytes = Buffer.concat([bytes, chunk]).subarray(-keep);
      }
      return { bytes, end };
    });
  }

  /** Where to send an upload. `checksum`: SHA-256 in hex. */
  upload(filename: string, checksum: string, signal?: AbortSignal): Promise<Upload> {
    return this.#json(uploadSchema, {
      method: 'post',
      path: 'data/upload',
      json: { filename, checksum },
      signal,
    });
  }

  /** Whether the service has these very bytes under this name; false where it does not tell checksums. */
  async hasUpload(name: string, checksum: string, signal?: AbortSignal): Promise<boolean> {
    if (!(await this.capabilities()).checksums) return false;
    const uploads = await this.#json(uploadListSchema, { method: 'get', path: 'data', signal });
    return uploads.some(upload => upload.name === name && upload.checksum === checksum);
  }

  /** Opens the event stream for some jobs; it stays open until the signal aborts or the service ends. */
  async events(ids: readonly number[], signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const request = { method: 'get', path: 'events', query: { id: ids.join(',') }, signal } as const;
    const reply = await this.#withService(signal, transport => transport.send(request));
    if (!reply.body) throw new ServiceError('protocol', 'GET /events: the reply has no body');
    return reply.body;
  }

  #text(request: ServiceRequest): Promise<string> {
    return this.#read(request, reply => reply.text());
  }

  async #json<T>(schema: z.ZodType<T>, request: ServiceRequest): Promise<T> {
    return parseReply(schema, await this.#text(request), `${request.method.toUpperCase()} /${request.path}`);
  }

  #read<T>(request: ServiceRequest, body: (reply: Response) => Promise<T>): Promise<T> {
    return this.#withService(request.signal, transport => transport.read(request, body));
  }

  /** Calls a service that may have to be started, or started again because it vanished during the call. */
  async #withService<T>(
    signal: AbortSignal | undefined,
    call: (transport: Transport) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const opening = this.#connection.transport();
      const transport = await abortable(opening, signal);
      try {
        return await call(transport);
      } catch (error) {
        if (!this.embedded || attempt > restarts || !mayBeRestarting(error)) throw error;
        this.#connection.lost(opening);
        await delay(50 * attempt, undefined, { ...(signal && { signal }) });
      }
    }
  }
}

/** A new start of the embedded service has a new port and a new token. */
function mayBeRestarting(error: unknown): boolean {
  return isUnreachable(error) || (error instanceof ServiceError && error.code === 'unauthorized');
}

const clients = new Map<string, ServiceClient>();

/** The client of the service that the environment names; the same one for the same address. */
export function serviceClient(env: NodeJS.ProcessEnv = process.env): ServiceClient {
  const address = serviceAddress(env);
  const key = address.kind === 'remote' ? `${address.url} ${env['PROMINENCE_TOKEN']}` : address.home.data;
  let client = clients.get(key);
  if (!client) {
    client = new ServiceClient(address);
    clients.set(key, client);
  }
  return client;
}

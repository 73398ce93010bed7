import { createHash } from 'node:crypto';
import { ServiceError } from '../errors/service-error.js';
import { UnknownJobError } from '../errors/unknown-job-error.js';
import type { JobJson } from '../model/job.js';
import type { JobRead } from '../model/job-read.js';
import type { Machine, Usage } from '../model/usage.js';
import { type Call, Gatherer } from './gatherer.js';
import { KeyValueRequests } from './key-value-requests.js';
import {
  type Capabilities,
  type Created,
  createdSchema,
  jobListSchema,
  machinesSchema,
  snapshotSchema,
  type Upload,
  type UploadRead,
  uploadListSchema,
  uploadSchema,
  usageSchema,
} from './replies.js';
import { idsPerRequest, Requests } from './requests.js';
import { type ServiceAddress, serviceAddress } from './service-address.js';
import { SubmissionQueue } from './submission-queue.js';
import { Watcher } from './watcher.js';
import { withoutCommas } from './without-commas.js';
import { WorkflowRequests } from './workflow-requests.js';

/** Milliseconds that an archive or a command in a running job may take. */
const longCall = 10 * 60_000;

/** The two streams of a job. */
export type JobStream = 'stdout' | 'stderr';

/** Which part of a stream. */
export interface StreamPart {
  /** From this byte on. @default 0 */
  readonly offset?: number | undefined;
  /** Of this machine of a job that has several. @default 0 */
  readonly node?: number | undefined;
}

/** The PROMINENCE v1 API (docs/service-api.md). Every reply is checked here; what it returns can be trusted. */
export class ServiceClient {
  readonly #requests: Requests;
  readonly #submissions: SubmissionQueue;
  readonly #reads = new Gatherer<number, JobRead>(calls => this.#readAll(calls));
  /** Checksums of what this process has uploaded: stock servers tell none. */
  readonly #sent = new Map<string, string>();
  /** Tells those who wait for jobs and workflows about their changes, over one connection. */
  readonly watcher: Watcher;
  readonly workflows: WorkflowRequests;
  readonly keyValues: KeyValueRequests;

  constructor(address: ServiceAddress) {
    this.#requests = new Requests(address);
    this.#submissions = new SubmissionQueue(this.#requests);
    this.workflows = new WorkflowRequests(this.#requests);
    this.keyValues = new KeyValueRequests(this.#requests);
    this.watcher = new Watcher(this);
  }

  /** True for the service on this machine that this process may start. */
  get embedded(): boolean {
    return this.#requests.embedded;
  }

  /** What the service can do beyond PROMINENCE. */
  capabilities(): Promise<Capabilities> {
    return this.#requests.capabilities();
  }

  /** Submits a job, once, whatever happens to the answer; returns its id. Those of one turn share a request. */
  async createJob(job: JobJson, signal?: AbortSignal): Promise<number> {
    return (await this.#submissions.add(job, undefined, signal)).id;
  }

  /**
   * Submits a job, unless one with the same value of a label can stand for it: that one is `reused`. Only our service
   * can do that.
   */
  createJobUnless(job: JobJson, label: string, signal?: AbortSignal): Promise<Created> {
    return this.#submissions.add(job, label, signal);
  }

  /**
   * A job in detail form, with fresh signed URLs for its outputs. Those of one turn share a request.
   * @throws {UnknownJobError}
   */
  job(id: number, signal?: AbortSignal): Promise<JobRead> {
    return this.#reads.add(id, signal);
  }

  /** Jobs in short form; the query is that of `GET /jobs`. */
  jobs(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<JobRead[]> {
    return this.#requests.json(jobListSchema, { method: 'get', path: 'jobs', query, signal });
  }

  /** The jobs of these ids, active and finished; unknown ids are left out. In short form, or in detail. */
  async jobsById(ids: readonly number[], signal?: AbortSignal, detail = false): Promise<JobRead[]> {
    const found: JobRead[] = [];
    for (let i = 0; i < ids.length; i += idsPerRequest) {
      const id = ids.slice(i, i + idsPerRequest).join(',');
      found.push(...(await this.jobs({ id, ...(detail && { detail: 'true' }) }, signal)));
    }
    return found;
  }

  /** Deletes an active job. @throws {ServiceError} `refused` when it is not active */
  async deleteJob(id: number, signal?: AbortSignal): Promise<void> {
    await this.#requests.text({ method: 'delete', path: `jobs/${id}`, signal });
  }

  /** Deletes those of these jobs that are active. @throws {ServiceError} `refused` when none of them is */
  async deleteJobs(ids: readonly number[], signal?: AbortSignal): Promise<void> {
    for (let i = 0; i < ids.length; i += idsPerRequest) {
      const query = { id: ids.slice(i, i + idsPerRequest).join(',') };
      await this.#requests.text({ method: 'delete', path: 'jobs', query, signal });
    }
  }

  /** What a job has written to a stream so far. */
  stream(id: number, stream: JobStream, part: StreamPart = {}, signal?: AbortSignal): Promise<Uint8Array> {
    const query = { node: String(part.node ?? 0), offset: String(part.offset ?? 0) };
    return this.#requests.read(
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
    const read = async (chunks: AsyncIterable<Uint8Array>) => {
      let bytes = Buffer.alloc(0);
      let end = offset;
      for await (const chunk of chunks) {
        end += chunk.length;
        bytes = Buffer.concat([bytes, chunk]).subarray(-keep);
      }
      return { bytes, end };
    };
    return this.readStream(id, stream, offset, read, signal);
  }

  /** Reads a stream from a byte offset in chunks as they come; `read` is called anew where the service vanished meanwhile. */
  readStream<T>(
    id: number,
    stream: JobStream,
    offset: number,
    read: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const query = { offset: String(offset) };
    return this.#requests.read({ method: 'get', path: `jobs/${id}/${stream}`, query, signal }, reply =>
      read(reply.body ?? new Blob([]).stream()),
    );
  }

  /**
   * Where to send an upload.
   *
   * @param checksum SHA-256 in hex, which only our service can do without
   * @param identity what tells these bytes from others, if they may go on where an earlier request has ended
   */
  async upload(
    filename: string,
    checksum: string | undefined,
    identity?: string,
    signal?: AbortSignal,
  ): Promise<Upload> {
    if (checksum !== undefined) this.#sent.set(filename, checksum);
    const resume = identity !== undefined && (await this.capabilities()).resume;
    const { file, ...target } = await this.#requests.json(uploadSchema, {
      method: 'post',
      path: 'data/upload',
      json: {
        filename,
        ...(checksum !== undefined && { checksum }),
        ...(resume && { resume: createHash('sha256').update(identity).digest('hex') }),
      },
      signal,
    });
    // A path means something on this machine only.
    return this.embedded ? { ...target, file } : target;
  }

  /** What tells the contents of each upload from others: its checksum where that is known, else size and time. */
  async uploadVersions(signal?: AbortSignal): Promise<Map<string, string>> {
    const uploads = await this.uploads(undefined, signal);
    return new Map(
      uploads.flatMap(({ name, checksum = this.#sent.get(name), size, lastModified }) => {
        const version = checksum ?? (lastModified && `${size} bytes of ${lastModified}`);
        return version === '' ? [] : [[name, version]];
      }),
    );
  }

  /** What the service has under this name; undefined where it has nothing, or tells no checksums. */
  async uploaded(name: string, signal?: AbortSignal): Promise<UploadRead | undefined> {
    if (!(await this.capabilities()).checksums) return undefined;
    return (await this.uploads(undefined, signal)).find(upload => upload.name === name);
  }

  /** The uploads of the user, or those below a path of a group. */
  uploads(path?: string, signal?: AbortSignal): Promise<UploadRead[]> {
    const below = path ? `/${path.split('/').map(encodeURIComponent).join('/')}` : '';
    return this.#requests.json(uploadListSchema, { method: 'get', path: `data${below}`, signal });
  }

  /** Deletes an upload; one that does not exist is no error. */
  async deleteUpload(name: string, signal?: AbortSignal): Promise<void> {
    const path = `data/${name.split('/').map(encodeURIComponent).join('/')}`;
    await this.#requests.text({ method: 'delete', path, signal });
  }

  /** Makes a job like this one, whatever its state; returns its id. */
  async cloneJob(id: number, signal?: AbortSignal): Promise<number> {
    return (await this.#requests.json(createdSchema, { method: 'put', path: `jobs/${id}/clone`, signal })).id;
  }

  /** Takes a finished job, which `leaveInQueue` keeps there, out of the queue. */
  async removeJob(id: number, signal?: AbortSignal): Promise<void> {
    await this.#requests.text({ method: 'put', path: `jobs/${id}/remove`, signal });
  }

  /** Runs a line for the shell in the folder of a running job; what it printed to both streams. */
  async exec(id: number, line: string, signal?: AbortSignal): Promise<string> {
    const request = { method: 'post', path: `jobs/${id}/exec`, signal, timeout: longCall } as const;
    if ((await this.capabilities()).exec) {
      return this.#requests.text({ ...request, json: { command: line, timeout: longCall / 1000 } });
    }
    return this.#requests.text({ ...request, query: { command: withoutCommas(line) } });
  }

  /** Packs a path of a running job; the signed URL of the archive. */
  async snapshot(id: number, path: string, signal?: AbortSignal): Promise<string> {
    const request = { path: `jobs/${id}/snapshot`, signal, timeout: longCall } as const;
    await this.#requests.text({ ...request, method: 'put', query: { path } });
    return (await this.#requests.json(snapshotSchema, { ...request, method: 'get' })).url;
  }

  /** What there is to run on, and what of it is free. */
  async machines(signal?: AbortSignal): Promise<Machine[]> {
    return (await this.#requests.json(machinesSchema, { method: 'get', path: 'resources', signal })).existing;
  }

  /** CPU hours by user and by group; the query is that of `GET /accounting`. */
  async usage(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Usage> {
    return (await this.#requests.json(usageSchema, { method: 'get', path: 'accounting', query, signal }))
      .usage;
  }

  /** Opens the event stream for jobs and workflows; it stays open until the signal aborts or the service ends. */
  async events(watch: object, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const reply = await this.#requests.send({ method: 'post', path: 'events', json: watch, signal });
    if (!reply.body) throw new ServiceError('protocol', 'POST /events: the reply has no body');
    return reply.body;
  }

  async #readAll(calls: readonly Call<number, JobRead>[]): Promise<void> {
    const [{ item, signal }] = calls as [Call<number, JobRead>];
    const alone = { method: 'get', path: `jobs/${item}`, signal } as const;
    const jobs =
      calls.length === 1
        ? await this.#requests.json(jobListSchema, alone)
        : await this.jobsById([...new Set(calls.map(call => call.item))], undefined, true);
    const byId = new Map(jobs.map(job => [job.id, job]));
    for (const { item: id, resolve, reject } of calls) {
      const job = byId.get(id);
      if (job) resolve(job);
      else reject(new UnknownJobError(id));
    }
  }
}

const clients = new Map<string, ServiceClient>();

/** The client of the service that the environment names; the same one for the same address. */
export function serviceClient(env: NodeJS.ProcessEnv = process.env): ServiceClient {
  const address = serviceAddress(env);
  const key = address.kind === 'remote' ? address.url : address.home.data;
  let client = clients.get(key);
  if (!client) {
    client = new ServiceClient(address);
    clients.set(key, client);
  }
  return client;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ServiceRecord } from '../../dist/lib/model/home.js';
import type { JobRead } from '../../dist/lib/model/job-read.js';
import { isFinal } from '../../dist/lib/model/states.js';
import { until } from '../support/until.ts';

const main = resolve('dist/service/main.js');

export { until };

/** An answer of the API, read. */
export interface Answer {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
}

/** Where a service has its home. */
export interface Place {
  /** The folder, as this process sees it. */
  readonly home: string;
  /** The folder, as the service sees it. @default home */
  readonly homeInside?: string;
  /** What starts a program where that folder is: the program and its arguments follow. @default none */
  readonly enter?: readonly string[];
}

/** A service as its own process, in a home of its own. */
export class TestService implements AsyncDisposable {
  record!: ServiceRecord;
  process!: ChildProcess;

  private constructor(private readonly place: Place) {}

  /** @param place a folder that is there; by default a new one. */
  static async start(settings?: object, place?: Place, env?: NodeJS.ProcessEnv): Promise<TestService> {
    const home = place?.home ?? (await mkdtemp(join(tmpdir(), 'tunebook-service-')));
    const service = new TestService({ ...place, home });
    if (settings) await service.writeSettings(settings);
    await service.restart(env);
    return service;
  }

  get home(): string {
    return this.place.home;
  }

  async writeSettings(settings: object | string): Promise<void> {
    const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
    await writeFile(join(this.home, 'settings.json'), text);
  }

  /** Starts the process; the one before must have ended. */
  async restart(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const { homeInside = this.home, enter = [] } = this.place;
    this.process = spawnService(homeInside, env, enter);
    const pid = this.process.pid;
    this.record = await until(async () => {
      if (this.process.exitCode !== null) throw new Error(`the service ended with ${this.process.exitCode}`);
      const record = await readRecord(this.home);
      return record?.pid === pid ? record : undefined;
    });
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
    if (signal === 'SIGTERM' && this.process.exitCode !== 0) {
      throw new Error(`the service stopped with ${this.process.exitCode ?? this.process.signalCode}`);
    }
  }

  /** A request with the token; a body goes as JSON. */
  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const ask = () =>
      fetch(`${this.record.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.record.token}`, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    // The service may close a connection that was idle at the very moment at which it is used again.
    const response = await ask().catch(error => {
      if (method === 'GET') return ask();
      throw error;
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  }

  /** Submits a job that must be taken. */
  async submit(job: object, headers?: Record<string, string>): Promise<number> {
    const answer = await this.request(
      'POST',
      '/jobs',
      { resources: { cpus: 1, memory: 0.1 }, ...job },
      headers,
    );
    if (answer.status !== 201) throw new Error(`submission was refused: ${JSON.stringify(answer.body)}`);
    return answer.body.id as number;
  }

  /** Submits a job whose tasks are these commands. */
  async submitCommands(...commands: string[]): Promise<number> {
    return this.submit({ tasks: commands.map(cmd => ({ cmd })) });
  }

  async read(id: number): Promise<JobRead> {
    return (await this.request('GET', `/jobs/${id}`)).body[0];
  }

  /** The job once it has ended. */
  async ended(id: number): Promise<JobRead> {
    return until(async () => {
      const job = await this.read(id);
      return isFinal(job.status) ? job : undefined;
    });
  }

  /** The job once it reads so. */
  async reaches(id: number, status: string): Promise<JobRead> {
    return until(async () => {
      const job = await this.read(id);
      return job.status === status ? job : undefined;
    });
  }

  async stdout(id: number): Promise<string> {
    return (await this.request('GET', `/jobs/${id}/stdout`)).body;
  }

  async stderr(id: number): Promise<string> {
    return (await this.request('GET', `/jobs/${id}/stderr`)).body;
  }

  /** Ends all jobs and the service, and removes its home. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const active = (await this.request('GET', '/jobs')).body as JobRead[];
      if (active.length > 0) await this.request('DELETE', `/jobs?id=${active.map(job => job.id).join(',')}`);
      await this.kill('SIGTERM');
    }
    await rm(this.home, { recursive: true, force: true });
  }
}

/** Starts `node dist/service/main.js`, with little else in its environment. */
export function spawnService(
  home: string,
  env: NodeJS.ProcessEnv = {},
  enter: readonly string[] = [],
): ChildProcess {
  const { PATH, DOCKER_HOST } = process.env;
  const [program, ...words] = [...enter, process.execPath, main];
  return spawn(program!, words, {
    env: { PATH, ...(DOCKER_HOST && { DOCKER_HOST }), TUNEBOOK_HOME: home, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** What service.json says, if it is there. */
export async function readRecord(home: string): Promise<ServiceRecord | undefined> {
  const path = join(home, 'service.json');
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as ServiceRecord) : undefined;
}

import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { type Home, type ServiceRecord, serviceFile, serviceLockFile } from '../lib/model/home.js';
import { packageVersion } from '../lib/model/package-root.js';
import { apiMajor } from '../lib/model/versions.js';
import { createApp } from './api/app.js';
import { ContainerEngines } from './executors/containers/container-engines.js';
import { saysDiskFull } from './executors/disk-space.js';
import { LocalExecutor } from './executors/local-executor.js';
import { Runners } from './executors/runners.js';
import { copyRunner, watchStarterScript } from './executors/scripts.js';
import { userName } from './executors/user-name.js';
import { WatchStarter } from './executors/watch-starter.js';
import { JobTokens } from './job-tokens.js';
import { Log } from './log.js';
import { lastPlace, Objects, type ObjectsOptions } from './objects/objects.js';
import { SignedLinks, Signer } from './objects/signing.js';
import { Pruner } from './prune.js';
import { Reserve } from './reserve.js';
import { Scheduler } from './scheduler/scheduler.js';
import { loadSecrets, writePrivate } from './secrets.js';
import { lockService } from './service-lock.js';
import { checkStore, defaultSettings, type Settings, settingsReader } from './settings.js';
import { openDatabase } from './store/database.js';
import { Feed } from './store/feed.js';
import { JobStore } from './store/job-store.js';
import { KeyValues } from './store/key-values.js';
import { Retention } from './store/retention.js';
import { UsageReport } from './store/usage-report.js';
import { WorkflowStore } from './store/workflow-store.js';
import { Expander } from './workflows/expander.js';

/** How to start a service. */
export interface ServiceOptions {
  /** Where its state lives. */
  readonly home: Home;
  /**
   * The port on 127.0.0.1.
   *
   * @default the one of the last time when it is free, else any free one.
   */
  readonly port?: number;
  /**
   * Where it keeps uploads and outputs: `s3://bucket/prefix`, or `folder` for its data folder.
   *
   * @default `store` of the settings, else the folder
   */
  readonly store?: string;
}

/** Milliseconds that a client has for the head of its request; who sends no more than that keeps no connection. */
const headersTimeout = 10_000;

/** The data folder can't be used. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
  readonly code = 'data-folder';

  constructor(folder: string, cause: Error) {
    super(
      `The data folder ${folder} can't be written: ${cause.message}. ` +
        'Make it a folder of your own on a disk that can be written, or set TUNEBOOK_HOME to another one.',
      { cause },
    );
  }
}

/** A service that answers requests. */
export interface RunningService extends AsyncDisposable {
  readonly record: ServiceRecord;
  readonly objects: Pick<Objects, 'store' | 'former'>;
  /** Resolves once it has stopped, for whatever reason. */
  readonly closed: Promise<void>;
  /** Stops it; running jobs go on, and the next service takes them up. */
  stop(): Promise<void>;
}

/**
 * Starts the service in this process. It listens and `service.json` is written when this resolves.
 *
 * @throws {ServiceRunningError} when another one serves this home.
 * @throws {DataFolderError}
 * @throws {StoreError} when the bucket can't be used.
 * @throws {SettingsError} when the settings don't tell which store to use.
 */
export async function startService({ home, port, store }: ServiceOptions): Promise<RunningService> {
  try {
    await mkdir(home.data, { recursive: true, mode: 0o700 });
    await chmod(home.data, 0o700);
  } catch (error) {
    throw new DataFolderError(home.data, error as Error);
  }
  const unlock = lockService(serviceLockFile(home), home.data);
  const log = new Log(join(home.data, 'service.log'));
  try {
    return await serveLocked(home, port, store, log, unlock);
  } catch (error) {
    log.write('start failed', { error: (error as Error).message });
    unlock();
    if (saysDiskFull(error)) throw new DataFolderError(home.data, error as Error);
    throw error;
  }
}

async function serveLocked(
  home: Home,
  port: number | undefined,
  wanted: string | undefined,
  log: Log,
  unlock: () => void,
): Promise<RunningService> {
  const reserve = new Reserve(join(home.data, 'reserve'));
  // On a full disk it is what the service starts with.
  reserve.release();
  const secrets = await loadSecrets(join(home.data, 'secrets.json'));
  const jobTokens = new JobTokens(secrets.signingKey);
  const settings = settingsReader(home);
  const signer = new Signer(secrets.signingKey);
  let origin = '';
  const links = new SignedLinks(signer, () => origin);
  const objectsFolder = join(home.data, 'objects');
  const objects = await Objects.open(objectsFolder, {
    ...(await storeOf(wanted, settings, objectsFolder)),
    home: createHash('sha256').update(secrets.signingKey).digest('hex').slice(0, 12),
    links,
  });
  const database = openDatabase(join(home.data, 'jobs.db'));
  const feed = new Feed();
  const workflows = new WorkflowStore(database, feed);
  const store = new JobStore(database, feed, workflows);
  const baseUrl = () => `${origin}/prominence/v1`;
  const jobs = join(home.data, 'jobs');
  const runner = await copyRunner(home.data);
  const watches = new WatchStarter(jobs, runner, await watchStarterScript());
  const runners = new Runners(jobs, runner, watches);
  const executor = new LocalExecutor(jobs, runners, objects.ofJobs, {
    url: () => baseUrl(),
    token: (job, expires) => jobTokens.make(job, userName(), expires),
  });
  const trouble = (event: string, details: Readonly<Record<string, unknown>>) => log.write(event, details);
  const capacity = lastGood(settings, defaultSettings());
  const scheduler = new Scheduler(store, workflows, feed, executor, capacity, trouble, reserve);
  const expander = new Expander(store, workflows, feed, () => scheduler.wake(), trouble);
  const pruner = new Pruner(new Retention(database), {
    folders: job => [executor.jobFolder(job), ...objects.jobFolders(job)],
    bucketBytes: job => objects.bucketBytes(job),
    removeFromBuckets: job => objects.removeFromBuckets(job),
  });
  const closing = new AbortController();
  let announceClosed: () => void = () => {};
  const closed = new Promise<void>(resolve => {
    announceClosed = resolve;
  });
  const app = createApp({
    folder: home.data,
    token: secrets.token,
    jobTokens,
    version: packageVersion,
    store,
    workflows,
    keyValues: new KeyValues(database),
    usage: new UsageReport(database),
    feed,
    scheduler,
    executor,
    engines: new ContainerEngines(),
    pruner,
    objects,
    signer,
    links,
    log,
    settings,
    hasRoom: () => reserve.hasRoom(),
    closing: closing.signal,
    shutdown: () => void stop(),
  });
  const server = await listen(app.fetch, port, await lastPort(home)).catch(error => {
    database.close();
    throw error;
  });
  server.on('error', error => log.write('server trouble', { error: error.message }));
  const { port: got } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${got}`;
  const record: ServiceRecord = {
    pid: process.pid,
    url: baseUrl(),
    token: secrets.token,
    version: packageVersion,
    api: apiMajor,
  };
  // Nobody reads what a service that was started on demand prints.
  const noteCrash = (error: Error) => log.write('crashed', { error: error.stack });
  process.on('uncaughtExceptionMonitor', noteCrash);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= shutDown());
  // Before anything is awaited: a client that knows the port may submit jobs already.
  scheduler.start();
  pruner.start(() => settings().keep, trouble);
  expander.wake();
  try {
    await writePrivate(portFile(home), String(got));
    await writePrivate(serviceFile(home), JSON.stringify(record));
  } catch (error) {
    await stop();
    throw error;
  }
  reserve.take();
  log.write('started', {
    url: record.url,
    version: packageVersion,
    store: objects.store.place,
    former: objects.former,
  });

  async function shutDown(): Promise<void> {
    scheduler.close();
    expander.close();
    pruner.close();
    closing.abort();
    await rm(serviceFile(home), { force: true });
    await new Promise<void>(resolve => {
      // It keeps the process alive on purpose: a connection that waits for its client to read does not.
      const timer = setTimeout(() => server.closeAllConnections(), 500);
      server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      server.closeIdleConnections();
    });
    database.close();
    log.write('stopped');
    process.off('uncaughtExceptionMonitor', noteCrash);
    unlock();
    announceClosed();
  }
  return { record, objects, closed, stop, [Symbol.asyncDispose]: stop };
}

/** While the settings can't be read, a home that had its objects in its folder goes on so. */
async function storeOf(
  wanted: string | undefined,
  settings: () => Settings,
  objects: string,
): Promise<Pick<ObjectsOptions, 'address' | 's3'>> {
  if (wanted !== undefined) checkStore(wanted);
  try {
    const { store = 'folder', s3 } = settings();
    const chosen = wanted ?? store;
    return { address: chosen === 'folder' ? undefined : chosen, s3 };
  } catch (error) {
    if ((wanted ?? (await lastPlace(objects)))?.startsWith('s3:')) throw error;
    return { address: undefined, s3: {} };
  }
}

async function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  port: number | undefined,
  last: number | undefined,
): Promise<Server> {
  const on = (wanted: number) =>
    new Promise<Server>((resolve, reject) => {
      const options = { fetch, hostname: '127.0.0.1', port: wanted, serverOptions: { headersTimeout } };
      const server = serve(options, () => resolve(server)) as Server;
      server.once('error', reject);
    });
  if (port !== undefined) return on(port);
  if (last === undefined) return on(0);
  return on(last).catch(() => on(0));
}

/** Signed URLs and clients, those of jobs among them, go on after a restart when the port stays the same. */
async function lastPort(home: Home): Promise<number | undefined> {
  const port = Number(await readFile(portFile(home), 'utf8').catch(() => ''));
  return port > 0 && port < 65_536 ? port : undefined;
}

function portFile(home: Home): string {
  return join(home.data, 'port');
}

/** While the settings file is broken, what it said before holds for jobs that are queued already. */
function lastGood<T>(read: () => T, before: T): () => T {
  let good = before;
  return () => {
    try {
      good = read();
    } catch {
      // Whoever submits a job is told.
    }
    return good;
  };
}

import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { ContainerEngines } from '../executors/containers/container-engines.js';
import { saysDiskFull } from '../executors/disk-space.js';
import type { Executor } from '../executors/executor.js';
import type { JobTokens } from '../job-tokens.js';
import type { Log } from '../log.js';
import { sentKey } from '../objects/folder-store.js';
import type { Objects } from '../objects/objects.js';
import type { SignedLinks, Signer } from '../objects/signing.js';
import type { Pruner } from '../prune.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { Settings } from '../settings.js';
import type { Feed } from '../store/feed.js';
import type { JobRecord } from '../store/job-record.js';
import type { JobStore } from '../store/job-store.js';
import type { KeyValues } from '../store/key-values.js';
import type { UsageReport } from '../store/usage-report.js';
import type { WorkflowStore } from '../store/workflow-store.js';
import { ApiError, DiskFullError } from './api-error.js';
import { loopbackOnly, requireToken } from './guard.js';
import { openApi } from './openapi.js';
import { changesRoute } from './routes/changes-route.js';
import { dataRoutes } from './routes/data-routes.js';
import { eventsRoute } from './routes/events-route.js';
import { jobsRoutes } from './routes/jobs-routes.js';
import { keyValueRoutes } from './routes/key-value-routes.js';
import { machineRoutes } from './routes/machine-routes.js';
import { objectRoutes } from './routes/object-routes.js';
import { outputRoute } from './routes/output-route.js';
import { pruneRoute } from './routes/prune-route.js';
import { runningJobRoutes } from './routes/running-job-routes.js';
import { switchedOffRoutes } from './routes/switched-off-routes.js';
import { workflowsRoutes } from './routes/workflows-routes.js';

/** Bytes of a request's JSON: inputs travel in it as base64. */
const bodyBytes = 16 * 2 ** 20;

/** Seconds that the URLs of outputs and snapshots live. */
const outputLifetime = 7 * 24 * 3600;
const snapshotLifetime = 3600;
const sentLifetime = 2 * 3600;

/** What the API serves. */
export interface AppContext {
  /** The data folder, for messages. */
  readonly folder: string;
  readonly token: string;
  readonly jobTokens: JobTokens;
  readonly version: string;
  readonly store: JobStore;
  readonly workflows: WorkflowStore;
  readonly keyValues: KeyValues;
  readonly usage: UsageReport;
  readonly feed: Feed;
  readonly scheduler: Scheduler;
  readonly executor: Executor;
  readonly pruner: Pruner;
  readonly engines: ContainerEngines;
  readonly objects: Objects;
  readonly signer: Signer;
  readonly links: SignedLinks;
  readonly log: Log;
  readonly settings: () => Settings;
  /** False when the disk is full. */
  readonly hasRoom: () => boolean;
  /** Aborted when the service stops: ends open event streams. */
  readonly closing: AbortSignal;
  shutdown(): void;
}

/** The whole API; see docs/service-api.md. */
export function createApp(service: AppContext): Hono {
  const { objects, signer, links } = service;
  const api = new Hono();
  // Before the token is asked for: who looks after a service need not have one.
  api.get('/health', context => context.body(null, 204));
  api.use(requireToken(service));
  api.use(bodyLimit({ maxSize: bodyBytes, onError: tooLarge }));
  const routes = {
    ...service,
    secrets: async (job: JobRecord) => [service.token, ...(await service.executor.secrets(job))],
    uploadNames: (names: readonly string[]) => objects.store.uploadNames(names),
    outputs: {
      url: (key: string) => objects.outputUrl(key, outputLifetime),
      sent: (job: number) => objects.sentOutputs(job),
    },
  };
  api.route('/jobs', jobsRoutes(routes));
  api.route(
    '/jobs',
    runningJobRoutes({
      ...routes,
      snapshotUrl: id => objects.snapshotUrl(id, snapshotLifetime),
    }),
  );
  api.route('/workflows', workflowsRoutes(routes));
  api.route('/data', dataRoutes(service));
  api.route(
    '/data/output',
    outputRoute(service.jobTokens, (job, name) => links.url('PUT', sentKey(job, name), sentLifetime)),
  );
  api.route('/events', eventsRoute(service));
  api.route('/changes', changesRoute(service));
  api.route('/kv', keyValueRoutes(service.keyValues));
  api.route('/', machineRoutes(service));
  api.route('/', switchedOffRoutes());
  api.get('/capabilities', context =>
    context.json({
      service: 'tunebook',
      version: service.version,
      pid: process.pid,
      events: true,
      fractions: true,
      checksums: true,
      resume: !objects.inBucket,
      ...(objects.inBucket && { store: objects.store.place }),
      workflows: true,
      bulk: true,
      reuse: true,
      bulkReuse: true,
      workflowReuse: true,
      changes: true,
      exec: true,
      snapshots: true,
    }),
  );
  const userOnly = requireToken({ token: service.token });
  api.use('/prune', userOnly);
  api.route('/prune', pruneRoute(service));
  api.post('/shutdown', userOnly, context => {
    // After the answer has gone out.
    setImmediate(service.shutdown);
    return context.json({}, 202);
  });

  const app = new Hono();
  app.use(loopbackOnly);
  // Without the token: it says no more than the documentation.
  app.get('/openapi.json', context => context.json(openApi(service.version)));
  app.route('/objects', objectRoutes(objects, signer));
  app.route('/prominence/v1', api);
  // Not 404: the Python client takes that for a wrong address of the whole service.
  app.notFound(({ req, json }) =>
    json(
      { error: `There is no ${req.method} ${req.path} here: docs/service-api.md lists what there is.` },
      400,
    ),
  );
  app.onError((thrown, context) => {
    const full = saysDiskFull(thrown) && new DiskFullError(service.folder, { cause: thrown });
    const error = full || thrown;
    if (error instanceof ApiError) return context.json({ error: error.message }, error.status);
    if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
    service.log.write('request failed', {
      method: context.req.method,
      path: context.req.path,
      error: error.message,
    });
    const reason = `${context.req.method} ${context.req.path} failed: ${error.message}`;
    return context.json({ error: `${reason}. The service's log has more.` }, 500);
  });
  return app;
}

function tooLarge(): never {
  throw new ApiError(
    413,
    `The request is larger than ${bodyBytes / 2 ** 20} MiB. Upload large files and use them as artifacts.`,
  );
}

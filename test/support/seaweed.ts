import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { until } from './until.ts';

const weed = join(import.meta.dirname, '../../.venv/bin/weed');

/** A real S3 server, SeaweedFS, with a folder of its own. */
export interface Seaweed extends AsyncDisposable {
  /** Its URL. */
  readonly endpoint: string;
  /** The variables by which the AWS SDK finds it and nothing else, with the right to do everything. */
  readonly env: Readonly<Record<string, string>>;
  /** What another program sees. */
  readonly client: S3Client;
}

/** Starts one on free ports, with these buckets. */
export async function startSeaweed(...buckets: string[]): Promise<Seaweed> {
  const folder = await mkdtemp(join(tmpdir(), 'tunebook-weed-'));
  const [s3, master, volume, filer, admin, ...grpc] = await freePorts(10);
  const env = { AWS_ACCESS_KEY_ID: 'tunebook-test', AWS_SECRET_ACCESS_KEY: 'SECRET-of-the-test-server' };
  const child: ChildProcess = spawn(
    weed,
    [
      'mini',
      `-dir=${folder}`,
      '-ip=127.0.0.1',
      '-ip.bind=127.0.0.1',
      `-s3.port=${s3}`,
      '-s3.port.iceberg=0',
      '-s3.port.lance=0',
      `-s3.localSocket=${join(folder, 's3.sock')}`,
      `-s3.port.grpc=${grpc[0]}`,
      '-s3.autoCreateBucket=false',
      `-master.port=${master}`,
      `-master.port.grpc=${grpc[1]}`,
      `-volume.port=${volume}`,
      `-volume.port.grpc=${grpc[2]}`,
      `-filer.port=${filer}`,
      `-filer.port.grpc=${grpc[3]}`,
      `-filer.localSocket=${join(folder, 'filer.sock')}`,
      `-admin.port=${admin}`,
      `-admin.port.grpc=${grpc[4]}`,
      '-master.telemetry=false',
      '-webdav=false',
      '-admin.ui=false',
    ],
    { env: { ...process.env, ...env }, stdio: 'ignore' },
  );
  const endpoint = `http://127.0.0.1:${s3}`;
  const failed = once(child, 'error').then(([error]) => {
    throw error;
  });
  const ready = until(async () => {
    if (child.exitCode !== null) throw new Error(`weed ended with ${child.exitCode}`);
    const reply = await fetch(`${endpoint}/healthz`).catch(() => undefined);
    return reply?.ok;
  });
  await Promise.race([ready, failed]);
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
  });
  for (const Bucket of buckets) await client.send(new CreateBucketCommand({ Bucket }));
  return {
    endpoint,
    client,
    env: {
      ...env,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: 'us-east-1',
      // No file of the machine has a say.
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  return Promise.all(
    servers.map(async server => {
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      server.close();
      await once(server, 'close');
      return port;
    }),
  );
}

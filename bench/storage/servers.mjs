// SeaweedFS with a bucket, and the embedded service with a job whose output is large.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { root } from '../../cli/setup/steps.mjs';

const load = path => import(pathToFileURL(join(root, path)));

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** Starts the S3 server, and points the environment to it. */
export async function startSeaweed(folder) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const ports = [
    'master.port',
    'master.port.grpc',
    'volume.port',
    'volume.port.grpc',
    'filer.port',
    'filer.port.grpc',
    's3.port.grpc',
    'admin.port',
    'admin.port.grpc',
  ];
  const flags = await Promise.all(ports.map(async name => `-${name}=${await freePort()}`));
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench-secret',
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
  });
  const child = spawn(
    join(root, '.venv/bin/weed'),
    [
      'mini',
      `-dir=${folder}`,
      '-ip=127.0.0.1',
      '-ip.bind=127.0.0.1',
      `-s3.port=${port}`,
      '-s3.port.iceberg=0',
      '-s3.port.lance=0',
      ...flags,
      '-webdav=false',
      '-admin.ui=false',
      '-master.telemetry=false',
      '-bucket=bench',
    ],
    { stdio: 'ignore' },
  );
  while (!(await fetch(`http://127.0.0.1:${port}/bench/`).catch(() => undefined))) await delay(100);
  return () =>
    new Promise(resolve => {
      child.once('exit', resolve);
      child.kill('SIGKILL');
    });
}

/** Starts the service, and runs the job. */
export async function startService(home, bytes) {
  process.env.TUNEBOOK_HOME = home;
  delete process.env.PROMINENCE_URL;
  const { Job, sh } = await load('dist/lib/index.js');
  const { serviceClient } = await load('dist/lib/client/service-client.js');
  const job = await new Job({
    tasks: [{ image: 'host', command: sh`head -c ${bytes} /dev/urandom > large.bin` }],
    outputFiles: ['large.bin'],
  }).run();
  const client = serviceClient();
  return {
    job: job.id,
    uploadUrl: async (name, checksum) => (await client.upload(name, checksum)).url,
    outputUrl: async () => (await client.job(job.id)).outputFiles[0].url,
    async close() {
      spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'stop'], { stdio: 'ignore' });
      const { serviceFile, tunebookHome } = await load('dist/lib/model/home.js');
      const { existsSync } = await import('node:fs');
      while (existsSync(serviceFile(tunebookHome()))) await delay(50);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A URL of the bucket for curl. */
export async function presigned(name, method) {
  const { s3 } = await load('dist/lib/index.js');
  return s3('s3://bench').presign(name, { method });
}

import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Seaweed, startSeaweed } from '../support/seaweed.ts';
import { TestService } from './support.ts';

describe('an artifact in a bucket', () => {
  let weed: Seaweed;
  let service: TestService;

  beforeAll(async () => {
    weed = await startSeaweed();
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = weed.env;
    const client = new S3Client({
      endpoint: weed.endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    });
    await client.send(new CreateBucketCommand({ Bucket: 'data' }));
    await client.send(new PutObjectCommand({ Bucket: 'data', Key: 'deep/mesh one.txt', Body: 'nodes' }));
    client.destroy();
    service = await TestService.start();
    await service.kill('SIGTERM');
    await service.restart({
      ...weed.env,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
  });
  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await weed[Symbol.asyncDispose]();
  });

  const submit = (url: string, mountpoint?: string) =>
    service.submit({ tasks: [{ cmd: `/bin/sh -c 'cat mesh*; env'` }], artifacts: [{ url, mountpoint }] });

  it('is fetched with the rights of the service, which the job does not see', async () => {
    const id = await submit('s3://data/deep/mesh one.txt');
    expect(await service.ended(id)).toMatchObject({
      status: 'completed',
      artifacts: [{ url: 's3://data/deep/mesh one.txt' }],
    });
    const stdout = await service.stdout(id);
    expect(stdout).toMatch(/^nodes/);
    expect(stdout).not.toContain('AWS_');
  });

  it.each(['s3://data/none', 's3://none-such/mesh.txt'])(
    'fails the job when there is no %s, and says so',
    async url => {
      const { status, statusReason } = await service.ended(await submit(url));
      expect(status).toBe('failed');
      expect(statusReason).toMatch(/^Artifact download failed: \S+ \(.*(none|bucket).*\)$/i);
      expect(statusReason).not.toContain('SECRET');
    },
  );

  it.each(['s3://data', 's3:///x', 's3://data/folder/', 's3://data/..'])('is refused as %s', async url => {
    const job = { tasks: [{ cmd: 'true' }], resources: { cpus: 1, memory: 0.1 }, artifacts: [{ url }] };
    const { status, body } = await service.request('POST', '/jobs', job);
    expect([status, body.error]).toEqual([400, expect.stringContaining('artifacts[0].url')]);
  });
});

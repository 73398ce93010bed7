import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListMultipartUploadsCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import { StorageError } from '../../../dist/lib/errors/storage-error.js';
import { Artifact } from '../../../dist/lib/jobs/parts/artifact.js';
import { s3 } from '../../../dist/lib/jobs/transfers/bucket.js';
import { uploads } from '../../../dist/lib/jobs/uploads.js';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { RecordingPort } from '../../support/recording-port.ts';
import { recordRequests } from '../../support/requests.ts';
import { Random, seeds, soaking } from '../../support/seeds.ts';
import { TestHome } from '../../support/service.ts';
import { folder, other, useS3, weed } from './s3-fixture.ts';

const dist = join(import.meta.dirname, '../../../dist/lib');
const MiB = 2 ** 20;
/** 200 in all in a soak. */
const perSeed = soaking ? 4 : 1;

useS3();
beforeAll(() => void RecordingPort.register());

/** Starts a process for a module, which finds the path in its first argument. */
const started = (script: string, path: string) =>
  spawn(process.execPath, ['--input-type=module', '--eval', script, path], {
    stdio: 'ignore',
    env: process.env,
  });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const unfinished = async () =>
  (await other.send(new ListMultipartUploadsCommand({ Bucket: 'data' }))).Uploads ?? [];

describe('transfers over a network that does harm', () => {
  it.each(seeds)('are whole, or a clear error (seed %i)', async seed => {
    const random = new Random(seed);
    const proxy = await FaultProxy.start(weed.endpoint, random);
    const through = s3('s3://data/faults', { endpoint: proxy.url });
    const straight = s3('s3://data/faults');
    const own = await mkdtemp(join(folder, 'seed-'));
    for (let transfer = 0; transfer < perSeed; transfer += 1) {
      const size = random.pick([
        0,
        random.int(1, 5000),
        random.int(1, 4 * MiB),
        random.int(16 * MiB, 50 * MiB),
      ]);
      const bytes = randomBytes(size);
      const name = `${seed}-${transfer}.bin`;
      const path = join(own, name);
      proxy.chance = random.pick([0.05, 0.2, 0.4]);
      const attempt = async (call: () => Promise<unknown>) => {
        try {
          await call();
          return true;
        } catch (error) {
          expect(error).toBeInstanceOf(StorageError);
          expect((error as StorageError).message).toMatch(
            /^(?:Reading|Writing) s3:\/\/data\/faults\/.* failed: /,
          );
          return false;
        }
      };
      if (random.chance(0.5)) {
        await writeFile(path, bytes);
        const sent = await attempt(() => through.put(name, random.chance(0.5) ? path : bytes));
        const there = (await straight.list(name)).length === 1;
        if (sent) expect(there).toBe(true);
        if (there) expect(sha256(await straight.get(name))).toBe(sha256(bytes));
      } else {
        await straight.put(name, bytes);
        let got: Uint8Array | undefined;
        const whole = random.chance(0.3);
        const fetched = await attempt(async () => {
          got = whole ? await through.get(name) : await readFile(await through.get(name, path));
        });
        if (fetched) expect(sha256(got!)).toBe(sha256(bytes));
        else expect((await readdir(own)).filter(each => each === name)).toEqual([]);
      }
    }
    await proxy.close();
    expect(await unfinished()).toEqual([]);
  });

  it.each(seeds.slice(0, 1))(
    'go on after their process was killed (seed %i)',
    async seed => {
      const random = new Random(seed);
      const size = soaking ? 1024 * MiB : 100 * MiB;
      const path = join(folder, 'large.bin');
      await writeFile(path, randomBytes(size));
      const script = `
      import { s3 } from ${JSON.stringify(join(dist, 'jobs/transfers/bucket.js'))};
      await s3('s3://data/killed').put('large.bin', process.argv[1]);`;
      const child = started(script, path);
      const ended = once(child, 'exit');
      const parts = Math.ceil(size / (16 * MiB));
      // More are left then than the four that are under way at once, so that it is not over before it is killed.
      const enough = random.int(1, parts - 5);
      const partsThere = async () => {
        const [begun] = await unfinished();
        if (!begun) return 0;
        const parts = { Bucket: 'data', Key: begun.Key, UploadId: begun.UploadId };
        return (await other.send(new ListPartsCommand(parts))).Parts?.length ?? 0;
      };
      while ((await partsThere()) < enough) {}
      child.kill('SIGKILL');
      expect(await ended).toEqual([null, 'SIGKILL']);

      const sentBefore = await partsThere();
      const proxy = await FaultProxy.start(weed.endpoint, random);
      const requests = proxy.requests;
      await s3('s3://data/killed', { endpoint: proxy.url }).put('large.bin', path);
      await proxy.close();
      // What was under way when it was killed may have arrived since.
      expect(requests.filter(line => line.startsWith('PUT')).length).toBeLessThanOrEqual(parts - sentBefore);
      expect(await unfinished()).toEqual([]);
      const back = join(folder, 'back.bin');
      await s3('s3://data/killed').get('large.bin', back);
      expect(sha256(await readFile(back))).toBe(sha256(await readFile(path)));
    },
    600_000,
  );

  it.each(seeds.slice(0, 1))(
    'to the service go on after their process was killed, on its machine and elsewhere (seed %i)',
    async seed => {
      const random = new Random(seed);
      const size = soaking ? 1024 * MiB : 40 * MiB;
      const path = join(folder, 'artifact.bin');
      await writeFile(path, randomBytes(size));
      const checksum = sha256(await readFile(path));
      const home = await TestHome.make();
      const partial = async () => {
        const unfinished = join(home.folder, 'objects', 'unfinished');
        const names = await readdir(unfinished).catch(() => []);
        const name = names.find(name => !name.endsWith('.lock'));
        return name === undefined ? undefined : stat(join(unfinished, name)).catch(() => undefined);
      };
      let count = 0;
      /** An upload of which there was so much, or more, but not all, when its process was killed: its name and that file. */
      const brokenUpload = async (enough: number): Promise<{ name: string; ino: number }> => {
        const name = `artifact-${count++}.bin`;
        const script = `
        import { Artifact } from ${JSON.stringify(join(dist, 'jobs/parts/artifact.js'))};
        await new Artifact(${JSON.stringify(name)}).upload(process.argv[1]);`;
        const child = started(script, path);
        const ended = once(child, 'exit');
        while (((await partial())?.size ?? 0) < enough && child.exitCode === null) {}
        child.kill('SIGKILL');
        await ended;
        const begun = await partial();
        // It may have been faster.
        return begun ? { name, ino: begun.ino } : brokenUpload(enough);
      };
      const stored = (name: string) => join(home.folder, 'objects', 'uploads', name);
      try {
        await uploads.list(); // starts the service
        const here = await brokenUpload(random.int(1, Math.floor(size / 2)));
        await home.killService();
        await new Artifact(here.name).upload(path);
        expect((await stat(stored(here.name))).ino).toBe(here.ino);
        expect(sha256(await readFile(stored(here.name)))).toBe(checksum);
        expect(await partial()).toBeUndefined();

        const { url, token } = await home.service();
        Object.assign(process.env, { PROMINENCE_URL: url, PROMINENCE_TOKEN: token });
        const enough = random.int(1, Math.floor(size / 2));
        let put: readonly number[] = [];
        // All of it may have been on its way when its process was killed.
        while (put.length === 0) {
          const { name } = await brokenUpload(enough);
          using requests = recordRequests();
          await new Artifact(name).upload(path);
          put = requests.put;
          expect(sha256(await readFile(stored(name)))).toBe(checksum);
        }
        expect(put).toHaveLength(1);
        expect(put[0]).toBeLessThanOrEqual(size - enough);
      } finally {
        delete process.env['PROMINENCE_URL'];
        delete process.env['PROMINENCE_TOKEN'];
        await home.dispose();
      }
    },
    600_000,
  );
});

import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { TestService } from './support.ts';

describe('the service', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it('answers nobody without the token, with JSON that says what to send', async () => {
    for (const path of ['/jobs', '/data', '/capabilities', '/events?id=1', '/jobs/1/stdout']) {
      for (const authorization of ['', 'Bearer', 'Bearer x', `Bearer ${service.record.token}x`]) {
        const answer = await service.request('GET', path, undefined, { authorization });
        expect(answer).toEqual({
          status: 401,
          body: { error: expect.stringContaining('Authorization: Bearer') },
        });
      }
    }
    const posted = await service.request('POST', '/shutdown', {}, { authorization: '' });
    expect(posted.status).toBe(401);
  });

  it('gives a token that clients of PROMINENCE take: a JWT that has not expired', async () => {
    const [head, claims] = service.record.token
      .split('.')
      .slice(0, 2)
      .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
    expect(head).toMatchObject({ alg: 'none' });
    expect(claims!['exp']).toBeGreaterThan(Date.now() / 1000 + 365 * 24 * 3600);
    expect(
      (await service.request('GET', '/jobs', undefined, { authorization: `Token ${service.record.token}` }))
        .status,
    ).toBe(200);
  });

  it('answers only names of this machine', async () => {
    const { port } = new URL(service.record.url);
    const ask = (host: string) =>
      new Promise<number>((resolve, reject) => {
        const headers = { host, authorization: `Bearer ${service.record.token}` };
        request({ host: '127.0.0.1', port, path: '/prominence/v1/jobs', headers }, reply => {
          reply.resume();
          resolve(reply.statusCode!);
        })
          .on('error', reject)
          .end();
      });
    expect(await ask(`evil.example:${port}`)).toBe(403);
    expect(await ask(`127.0.0.1.evil.example`)).toBe(403);
    expect(await ask(`localhost:${port}`)).toBe(200);
  });

  it('has JSON for every error', async () => {
    const answers = [
      await service.request('GET', '/nowhere'),
      await service.request('PATCH', '/jobs'),
      await service.request('POST', '/jobs', '{"tasks": ['),
      await service.request('POST', '/jobs', ''),
      await service.request('POST', '/jobs', 'x'.repeat(17 * 2 ** 20)),
      await service.request('GET', '/jobs?id=x'),
      await service.request('GET', '/events'),
    ];
    expect(answers.map(answer => answer.status)).toEqual([400, 400, 400, 400, 413, 400, 400]);
    for (const answer of answers) expect(answer.body.error).toEqual(expect.stringMatching(/\w/));
  });

  it('keeps its secrets out of its log and its jobs', async () => {
    const id = await service.submit({
      tasks: [{ image: 'host', cmd: 'env', imagePullCredential: { username: 'u', token: 'hidden' } }],
    });
    await service.ended(id);
    expect(await service.stdout(id)).not.toContain(service.record.token);
    expect(JSON.stringify(await service.read(id))).not.toContain('hidden');
    const log = await readFile(join(service.home, 'service.log'), 'utf8');
    expect(log).not.toContain(service.record.token);
    for (const line of log.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
  });
});

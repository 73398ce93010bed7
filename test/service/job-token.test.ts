import { TestService, until } from './support.ts';

describe('the token of a job', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start({ cpus: 8 });
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const ask = (token: string, method: string, path: string, body?: unknown) =>
    service.request(method, path, body, { authorization: `Bearer ${token}` });
  /** What a running job has as its token, as only a test can know. */
  const tokenOf = async (id: number) => {
    const command = 'printf %s "$PROMINENCE_TOKEN" | rev';
    const answer = await until(async () => {
      const { status, body } = await service.request('POST', `/jobs/${id}/exec`, { command });
      return status === 200 && (body as string);
    });
    return [...answer].reverse().join('');
  };

  it('lets a job call the service that runs it', async () => {
    const call =
      'fetch(process.env.PROMINENCE_URL + "/kv/found", { method: "POST", body: "4.2", ' +
      'headers: { authorization: "Bearer " + process.env.PROMINENCE_TOKEN } }).then(r => console.log(r.status))';
    const id = await service.submit({
      tasks: [{ cmd: `node -e '${call}'` }],
      resources: { cpus: 1, memory: 1 },
    });
    await service.ended(id);
    expect(await service.stdout(id)).toBe('201\n');
    expect((await service.request('GET', '/kv/found')).body).toBe('4.2');
  });

  it('lets a job send outputs before it ends, declared or not', async () => {
    const send = `
      const call = (path, body) => fetch(process.env.PROMINENCE_URL + path, { method: 'POST', body: JSON.stringify(body),
        headers: { authorization: 'Bearer ' + process.env.PROMINENCE_TOKEN, 'content-type': 'application/json' } })
      for (const name of ['early.txt', 'folder/extra one.txt', '..']) {
        const reply = await call('/data/output', { name })
        const put = reply.ok ? await fetch((await reply.json()).url, { method: 'PUT', body: 'of ' + name }) : undefined
        console.log(reply.status, put?.status)
      }`;
    const id = await service.submit({
      tasks: [{ cmd: 'node send.mjs' }, { cmd: `/bin/sh -c 'until test -e go; do sleep 0.05; done'` }],
      resources: { cpus: 1, memory: 1 },
      inputs: [{ filename: 'send.mjs', content: Buffer.from(send).toString('base64') }],
      outputFiles: ['early.txt', 'late.txt'],
    });
    await until(async () => (await service.stdout(id)).split('\n').length === 4);
    expect(await service.stdout(id)).toBe('201 201\n201 201\n400 undefined\n');
    const outputs = (await service.read(id)).outputFiles!;
    expect(outputs).toMatchObject([
      { name: 'early.txt', size: 12 },
      { name: 'late.txt', url: '' },
      { name: 'extra one.txt', size: 23 },
    ]);
    expect(await (await fetch(outputs[2]!.url)).text()).toBe('of folder/extra one.txt');
    expect((await service.request('POST', '/data/output', { name: 'x' })).status).toBe(400);
    await service.request('DELETE', `/jobs/${id}`);
  });

  it('holds while the job runs, for all but the end of the service', async () => {
    const id = await service.submit({ tasks: [{ cmd: 'sleep 1000' }], resources: { cpus: 1, walltime: 10 } });
    const token = await tokenOf(id);
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
    expect(claims).toMatchObject({ job: id });
    expect(claims.exp - Date.now() / 1000).toBeLessThan(700);
    expect((await ask(token, 'GET', '/jobs')).status).toBe(200);
    expect((await ask(token, 'POST', '/shutdown')).status).toBe(401);
    const [head, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 })).toString('base64url');
    for (const wrong of [`${head}.${forged}.${signature}`, `${token}x`, `${head}.${forged}.`, 'a.b.c']) {
      expect((await ask(wrong, 'GET', '/jobs')).status).toBe(401);
    }
    await service.kill('SIGKILL');
    await service.restart();
    expect((await ask(token, 'GET', '/jobs')).status).toBe(200);
    await service.request('DELETE', `/jobs/${id}`);
    expect((await ask(token, 'GET', '/jobs')).status).toBe(401);
  });

  it('never shows in what the job writes, wherever it is read from', async () => {
    const script =
      'printf "%s" "a$PROMINENCE_TOKEN-$PROMINENCE_TOKEN b"; env >&2; printf "%.20s" "$PROMINENCE_TOKEN"';
    const id = await service.submit({ tasks: [{ cmd: `/bin/sh -c '${script}; sleep 1000'` }] });
    await until(async () => (await service.stdout(id)).includes(' b'));
    const token = await tokenOf(id);
    const stars = '*'.repeat(token.length);
    const shown = `a${stars}-${stars} b${'*'.repeat(20)}`;
    expect(await service.stdout(id)).toBe(shown);
    for (const offset of [1, 2, 100, token.length, token.length + 1, token.length + 2, shown.length - 1]) {
      const { body } = await service.request('GET', `/jobs/${id}/stdout?offset=${offset}`);
      expect([offset, body]).toEqual([offset, shown.slice(offset)]);
    }
    expect(await service.stderr(id)).toContain(`PROMINENCE_TOKEN=${stars}\n`);
    const failed = await service.request('POST', `/jobs/${id}/exec`, {
      command: 'echo $PROMINENCE_TOKEN; exit 1',
    });
    expect(failed.body.error).toContain(stars);
    await service.request('DELETE', `/jobs/${id}`);
    expect(await service.stdout(id)).toBe(shown);
  });

  it('of the user does not show there either', async () => {
    const id = await service.submitCommands(`cat ${service.home}/service.json`);
    await service.ended(id);
    expect(await service.stdout(id)).toContain('"token":"****');
    expect(await service.stdout(id)).not.toContain(service.record.token);
  });
});

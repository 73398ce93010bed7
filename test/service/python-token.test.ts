import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PythonClient } from './python-support.ts';
import { TestService } from './support.ts';

describe("PROMINENCE's command line", () => {
  it('finds its token in the environment and in its file, and says what is wrong with it', async () => {
    await using service = await TestService.start();
    const client = new PythonClient(service);
    const { PROMINENCE_TOKEN: token, ...env } = client.env;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const jwt = (exp: number) => `${part({ alg: 'none' })}.${part({ exp })}.`;
    const list = (more: NodeJS.ProcessEnv) => client.cli(['kv', 'list'], { ...env, ...more });
    const [wrong, expired, unreachable, elsewhere] = await Promise.all([
      list({ PROMINENCE_TOKEN: jwt(Date.now() / 1000 + 1000) }),
      list({ PROMINENCE_TOKEN: jwt(Date.now() / 1000 - 1000) }),
      list({ PROMINENCE_TOKEN: token, PROMINENCE_URL: 'http://127.0.0.1:9/prominence/v1' }),
      list({ PROMINENCE_TOKEN: token, PROMINENCE_URL: new URL('/', service.record.url).href }),
    ]);
    expect(wrong).toMatchObject({ code: 1, out: 'Error: authentication failed\n' });
    expect(expired).toMatchObject({ code: 1, out: 'Error: access token has expired\n' });
    expect(unreachable).toMatchObject({ code: 1, out: expect.stringContaining('Error: ') });
    expect(elsewhere).toMatchObject({ code: 1, out: expect.stringContaining('Error: There is no GET') });
    await mkdir(join(client.folder, '.prominence'), { recursive: true });
    await client.write('.prominence/token', JSON.stringify({ access_token: token }));
    expect(await list({})).toMatchObject({ code: 0 });
    await client.write('.prominence/token', token!);
    expect(await list({})).toMatchObject({ code: 0 });
    await client.write('.prominence/token', '{}');
    expect(await list({})).toMatchObject({ code: 1 });
  });
});

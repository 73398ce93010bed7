import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Remote } from '../support/remote.ts';
import { packageRoot, tunebook, writeCells } from '../support/tunebook.ts';

describe('docs/remote.md', () => {
  let remote: Remote;
  beforeEach(async () => {
    remote = await Remote.start();
  });
  afterEach(async () => {
    await remote.close();
  });

  it('is true, cell by cell and command by command, for a stock service and its provider', async () => {
    const text = (await readFile(join(packageRoot, 'docs/remote.md'), 'utf8'))
      .replaceAll('https://prominence.example.org/prominence/v1', remote.service.url)
      .replaceAll('https://login.example.org', remote.provider.url);
    const blocks = (language: string) =>
      [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(match => match[1]!);
    const env: NodeJS.ProcessEnv = { HOME: remote.home, PROMINENCE_TOKEN: undefined };
    for (const line of blocks('sh').join('').trim().split('\n')) {
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      if (name) env[name] = value;
      else {
        const [, ...args] = line.split(' ');
        expect(await tunebook(args, { home: remote.home, env })).toMatchObject({ code: 0, stderr: '' });
      }
    }
    const cells = await writeCells(remote.home, blocks('ts'));
    const run = await tunebook(['run', cells], { home: remote.home, env });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/image is 'host'; a PROMINENCE service runs container images only/);
    expect(remote.provider.count('/token')).toBe(2);
  });
});

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTunebook, temporaryHome, tunebook } from '../../support/tunebook.ts';

interface Finding {
  readonly level: string;
  readonly what: string;
  readonly found: string;
  readonly advice?: string;
}

let home: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  home = await temporaryHome();
  env = { JUPYTER_DATA_DIR: join(home, 'jupyter'), JUPYTER_PATH: '' };
});

/** The findings by what was looked at. */
async function doctor(more: NodeJS.ProcessEnv = {}, data = home) {
  const { code, stdout } = await tunebook(['doctor', '--json'], {
    home: data,
    cwd: home,
    env: { ...env, ...more },
  });
  const found = JSON.parse(stdout) as Finding[];
  return { code, findings: new Map(found.map(finding => [finding.what, finding])) };
}

const install = (...args: string[]) => tunebook(['install', ...args], { home, env });

describe('tunebook doctor', () => {
  it('finds all that is needed, and each warning says what to do', async () => {
    await chmod(home, 0o700);
    await install('--user');
    const serving = startTunebook(['serve'], { home });
    await serving.prints(/Serving at/);
    const { code, findings } = await doctor();
    expect(code).toBe(0);
    for (const what of ['Node', 'TypeScript', 'ZeroMQ', 'Ports', 'Data folder', 'Kernel', 'Service']) {
      expect(findings.get(what)).toMatchObject({ what, level: 'ok' });
    }
    expect(findings.get('Service')!.found).toMatch(new RegExp(`^runs, version .*process ${serving.pid}`));
    for (const { level, advice } of findings.values()) if (level !== 'ok') expect(advice).toMatch(/\w/);
    const { stdout } = await tunebook(['doctor'], { home, env });
    expect(stdout).toMatch(/^ok {7}Node: \d+/);
    expect(stdout).not.toContain('\x1b');
  });

  it('tells a kernelspec whose Node is gone, and secrets that others may read', async () => {
    await install('--user');
    const file = join(home, 'jupyter', 'kernels', 'tunebook', 'kernel.json');
    const spec = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(
      file,
      JSON.stringify({ ...spec, argv: [join(home, 'old', 'node'), ...spec.argv.slice(1)] }),
    );
    await writeFile(join(home, 'secrets.json'), '{}', { mode: 0o644 });
    const { code, findings } = await doctor();
    expect(code).toBe(1);
    expect(findings.get('Kernel')).toMatchObject({
      level: 'problem',
      found: expect.stringContaining(join(home, 'old', 'node')),
      advice: expect.stringContaining('tunebook install --user'),
    });
    expect(findings.get('Data folder')).toMatchObject({
      level: 'problem',
      advice: expect.stringMatching(/^`chmod go= .*secrets\.json` /),
    });
  });

  it('tells settings that are wrong, a data folder that can be none, and a machine with nothing on the PATH', async () => {
    await writeFile(join(home, 'file'), '');
    await mkdir(join(home, 'empty'));
    await writeFile(join(home, 'settings.json'), '{"imagez": {}}');
    const wrong = (await doctor()).findings;
    expect(wrong.get('Settings')).toMatchObject({
      level: 'problem',
      found: expect.stringContaining('"imagez" is unknown'),
    });
    expect(wrong.get('Store')).toMatchObject({
      level: 'warning',
      found: expect.not.stringContaining('imagez'),
    });
    const { code, findings } = await doctor({ PATH: join(home, 'empty') }, join(home, 'file', 'data'));
    expect(code).toBe(1);
    expect(findings.get('Data folder')).toMatchObject({ level: 'problem' });
    for (const what of ['Python', 'Containers', 'MPI']) expect(findings.get(what)!.level).toBe('warning');
  });
});

describe('tunebook install', () => {
  it('writes kernelspecs for the user and removes its own only', async () => {
    const kernels = join(home, 'jupyter', 'kernels');
    expect(await install('--user', '--also', 'tslab')).toMatchObject({ code: 0 });
    for (const name of ['tunebook', 'tslab']) {
      expect(JSON.parse(await readFile(join(kernels, name, 'kernel.json'), 'utf8')).language).toBe(
        'typescript',
      );
    }
    const { stdout } = await install('--user', '--remove');
    for (const name of ['tunebook', 'tslab']) expect(stdout).toContain(`removed from ${join(kernels, name)}`);
    expect((await install('--user', '--remove')).stdout).toContain('No kernel is installed');
    const theirs = join(kernels, 'tslab', 'kernel.json');
    await mkdir(join(kernels, 'tslab'));
    await writeFile(theirs, '{"argv": ["tslab"], "display_name": "TypeScript"}');
    expect(await install('--user', '--remove', '--also', 'tslab')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is not Tunebook's"),
    });
    expect(await install('--user', '--remove')).toMatchObject({ code: 0 });
    expect(await readFile(theirs, 'utf8')).toContain('tslab');
  });

  it('goes to the XDG data folder where Jupyter has no other', async () => {
    const { stdout } = await tunebook(['install', '--user'], {
      home,
      env: { JUPYTER_DATA_DIR: '', XDG_DATA_HOME: join(home, 'xdg'), HOME: home },
    });
    const folder = process.platform === 'darwin' ? ['Library', 'Jupyter'] : ['xdg', 'jupyter'];
    expect(stdout).toContain(join(home, ...folder, 'kernels', 'tunebook'));
  });
});

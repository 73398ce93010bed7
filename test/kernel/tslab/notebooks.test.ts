import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot, temporaryHome, tunebook } from '../../support/tunebook.ts';

const here = join(packageRoot, 'test', 'kernel', 'tslab');

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** The outputs of each cell of the notebooks, run by nbclient with the kernelspecs below a prefix. */
async function execute(prefix: string, home: string): Promise<Record<string, Output[][]>> {
  const notebooks = join(prefix, 'notebooks');
  await cp(join(here, 'notebooks'), notebooks, { recursive: true });
  const { stdout } = await promisify(execFile)(
    join(packageRoot, '.venv', 'bin', 'python'),
    [join(here, 'execute.py'), notebooks],
    { env: { ...process.env, TUNEBOOK_HOME: home, JUPYTER_PATH: join(prefix, 'share', 'jupyter') } },
  );
  return JSON.parse(stdout);
}

/** The kernelspec that `tslab install` writes. */
async function installPeer(prefix: string): Promise<void> {
  const folder = join(prefix, 'share', 'jupyter', 'kernels', 'tslab');
  const main = join(packageRoot, 'node_modules', 'tslab', 'bin', 'tslab');
  const argv = [process.execPath, main, 'kernel', '--config-path', '{connection_file}'];
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'kernel.json'),
    JSON.stringify({ argv, display_name: 'TypeScript', language: 'typescript' }),
  );
}

/**
 * What a cell shows, with what must differ made the same: tslab prints the value of a cell by console.log, here it is the
 * result, where strings have quotes; and displays have a text for front ends that show no other type.
 */
function shown(outputs: readonly Output[]): unknown[] {
  const parts: unknown[] = [];
  const print = (name: string, text: string) => {
    const last = parts.at(-1) as { name?: string; text: string } | undefined;
    if (last?.name === name) last.text += text;
    else parts.push({ name, text });
  };
  for (const { output_type: type, name, text, data } of outputs) {
    if (type === 'stream') print(name!, text!);
    else if (type === 'execute_result')
      print('stdout', `${data!['text/plain']!.replace(/^'(.*)'$/s, '$1')}\n`);
    else {
      const { 'text/plain': plain, ...rich } = data ?? {};
      parts.push(Object.keys(rich).length > 0 ? rich : { 'text/plain': plain });
    }
  }
  return parts;
}

describe('notebooks made for tslab', () => {
  it('run as they are and show the same as on tslab, under its kernelspec name', async () => {
    const home = await temporaryHome();
    const ours = join(home, 'ours');
    const theirs = join(home, 'theirs');
    expect(await tunebook(['install', '--prefix', ours, '--also', 'tslab'], { home })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(join(ours, 'share', 'jupyter', 'kernels', 'tslab')),
    });
    await installPeer(theirs);
    const [expected, actual] = await Promise.all([execute(theirs, home), execute(ours, home)]);
    const readable = (results: Record<string, Output[][]>) =>
      Object.fromEntries(Object.entries(results).map(([name, cells]) => [name, cells.map(shown)]));
    expect(JSON.stringify(expected)).not.toContain('stderr');
    expect(readable(actual)).toEqual(readable(expected));
    expect(Object.keys(actual)).toEqual(['displays', 'imports', 'language', 'redeclaration']);
  }, 180_000);
});

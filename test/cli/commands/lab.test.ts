import { join } from 'node:path';
import { descendants, gone } from '../../support/processes.ts';
import { packageRoot, startTunebook, temporaryHome, tunebook } from '../../support/tunebook.ts';
import { until } from '../../support/until.ts';

describe('tunebook lab', () => {
  it('serves JupyterLab with the kernel, and ends with all its processes on SIGTERM', async () => {
    const home = await temporaryHome();
    const lab = startTunebook(['lab', home, '--no-browser', '--ServerApp.port=0', '--allow-root'], {
      home,
      env: { JUPYTER_CONFIG_DIR: join(home, 'config'), JUPYTER_RUNTIME_DIR: join(home, 'runtime') },
    });
    const [, address, token] = await lab.prints(/(http:\/\/127\.0\.0\.1:\d+\/)lab\?token=(\w+)/);
    // Jupyter prints its address a moment before it listens.
    const reply = await until(() => fetch(`${address}api/kernelspecs?token=${token}`).catch(() => undefined));
    const specs = (await reply.json()) as {
      default: string;
      kernelspecs: Record<string, { spec: { display_name: string; language: string; argv: string[] } }>;
    };
    expect(specs.default).toBe('tunebook');
    expect(specs.kernelspecs['tunebook']?.spec).toMatchObject({
      display_name: 'TypeScript (Tunebook)',
      language: 'typescript',
    });
    expect(specs.kernelspecs['tunebook']?.spec.argv).toContain(
      join(packageRoot, 'dist', 'kernel', 'main.js'),
    );
    const page = await (await fetch(`${address}lab?token=${token}`)).text();
    const { disabledExtensions } = JSON.parse(/jupyter-config-data"[^>]*>(.*?)<\/script>/s.exec(page)![1]!);
    // Else a question about news of Jupyter's stands over the first notebook.
    expect(JSON.stringify(disabledExtensions)).toContain('@jupyterlab/apputils-extension:announcements');
    const processes = await descendants(lab.pid);
    expect(processes.length).toBeGreaterThan(0);
    lab.kill('SIGTERM');
    await lab.ended;
    await Promise.all(processes.map(gone));
  });

  it('says what is missing', async () => {
    const home = await temporaryHome();
    expect(await tunebook(['lab', 'nowhere.ipynb'], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/There is no .*nowhere\.ipynb to open/),
    });
  });
});

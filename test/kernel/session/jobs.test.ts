import { writeFile } from 'node:fs/promises';
import type { CellResult } from '../../support/kernel.ts';
import { TestKernel } from '../../support/kernel.ts';
import { gone } from '../../support/processes.ts';
import { TestHome } from '../../support/service.ts';

/** A job of this machine, as a cell's expression. */
const job = (command: string) =>
  `new Job({ tasks: [{ image: 'host', command: ${JSON.stringify(command)} }] })`;

/** What the cell's displays show in the end, as text. */
const cards = ({ outputs }: CellResult): string => {
  const shown = new Map<unknown, string>();
  for (const { type, content } of outputs) {
    if (!/display_data$/.test(type)) continue;
    const { display_id } = content['transient'] as { display_id?: string };
    shown.set(display_id ?? shown.size, (content['data'] as Record<string, string>)['text/plain']!);
  }
  return [...shown.values()].join('\n');
};

describe('a job of a cell', () => {
  let home: TestHome;
  let kernel: TestKernel;
  beforeEach(async () => {
    home = await TestHome.make();
    kernel = await TestKernel.start({ preload: 'tunebook', home: home.folder });
  });
  afterEach(async () => {
    await kernel.close();
    await home.dispose();
  });

  /** Resolves when a display shows `text`. */
  const shown = (text: string) =>
    kernel.published(
      ({ header, content }) =>
        /display_data$/.test(header.msg_type) && JSON.stringify(content).includes(text),
    );

  it('that fails is the error of the cell, with its exit code, unless failure is no error', async () => {
    const failed = await kernel.run(`await ${job('false')}.run()`);
    expect(failed.reply).toMatchObject({
      ename: 'JobFailedError',
      evalue: expect.stringMatching(/exit code 1/),
    });
    expect(cards(failed)).toMatch(/exit 1 /);
    const tolerated = await kernel.run(`(await ${job('false')}.run({ check: false })).succeeded`);
    expect(tolerated).toMatchObject({ status: 'ok', value: 'false' });
    expect(cards(tolerated)).toMatch(/exit 1 /);
    const missing = await kernel.run(`await InputFile.from('missing.in')`);
    expect(String(missing.reply['traceback'])).toMatch(/Caused by:.*ENOENT.* at async cell\[3\]:1:1/s);
    expect(String(missing.reply['traceback'])).not.toMatch(/preload/);
  });

  it('goes on when the kernel is killed, and a new kernel finds it with all of its output', async () => {
    const fifo = `${home.folder}/go`;
    await kernel.run(
      `import { execFileSync } from 'node:child_process'; execFileSync('mkfifo', [${JSON.stringify(fifo)}])`,
    );
    const printed = shown('before the kill');
    const script = `echo before the kill; cat ${fifo}; echo after the kill`;
    const { value } = await kernel.run(`const long = await ${job(`sh -c '${script}'`)}.create(); long.id`);
    kernel.run('await long.run()').catch(() => {});
    await printed;
    kernel.launched.process.kill('SIGKILL');
    await gone(kernel.launched.process.pid!);
    await kernel.close();

    kernel = await TestKernel.start({ preload: 'tunebook', home: home.folder });
    const found = await kernel.run(`const found = await jobs.get(${value}); await found.status()`);
    expect(found.value).toBe("'running'");
    const rest = await kernel.run(`
      import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(fifo)}, 'told by the new kernel\\n');
      await found.wait();
      console.log(await found.status(), await found.stdout())`);
    expect(rest.stdout).toBe('completed before the kill\ntold by the new kernel\nafter the kill\n\n');
  });

  it('is waited for to its end when the service is killed meanwhile', async () => {
    const fifo = `${home.folder}/go`;
    await kernel.run(
      `import { execFileSync } from 'node:child_process'; execFileSync('mkfifo', [${JSON.stringify(fifo)}])`,
    );
    const printed = shown('it runs');
    const cell = kernel.run(
      `const done = await ${job(`sh -c 'echo it runs; cat ${fifo}'`)}.run(); await done.stdout()`,
    );
    await printed;
    await home.killService();
    await writeFile(fifo, 'it ends');
    expect(await cell).toMatchObject({ status: 'ok', value: "'it runs\\nit ends'" });
  });

  it('goes on when the cell is interrupted that waits for it, and cell and card say so', async () => {
    const printed = shown('it runs');
    const cell = kernel.run(`await ${job("sh -c 'echo it runs; sleep 600'")}.run()`);
    await printed;
    await kernel.client.interrupt();
    const result = await cell;
    expect(result.reply).toMatchObject({
      ename: 'DetachedError',
      evalue: expect.stringMatching(/Job \d+ goes on/),
    });
    expect(cards(result)).toMatch(/detached/i);
    const id = /Job (\d+)/.exec(String(result.reply['evalue']))![1];
    const later = await kernel.run(`const left = await jobs.get(${id}); await left.status()`);
    expect(later.value).toBe("'running'");
  });
});

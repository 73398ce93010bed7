import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { jupyterDisplay } from '../../../dist/lib/display/port.js';
import { Artifact, jobs, sh } from '../../../dist/lib/index.js';
import type { FileList } from '../../../dist/lib/outputs/file-list.js';
import { recordRequests } from '../../support/requests.ts';
import { folder, home, port, script, useService } from './job-fixture.ts';

useService();

describe('follow', () => {
  it('brings whole characters as they are printed, and the last line after the end', async () => {
    const gate = join(folder, 'gate');
    const job = await script(
      sh`printf 'first \303'; while [ ! -e ${gate} ]; do sleep 0.05; done; printf '\251\nlast'; echo 'on stderr' >&2`,
    ).create();
    let text = '';
    for await (const chunk of job.follow()) {
      text += chunk;
      if (text === 'first ') await writeFile(gate, '');
    }
    expect(text).toBe('first é\nlast');
    let errors = '';
    for await (const chunk of job.followErrors()) errors += chunk;
    expect(errors).toBe('on stderr\n');
  });
});

describe('outputs', () => {
  it("come as text, JSON, table and file, by our name and by PROMINENCE's", async () => {
    const job = await script(sh`mkdir -p sub; echo '{"a": [1]}' > r.json; printf 'x,y\n1,2\n' > sub/t.csv`, {
      outputFiles: ['r.json', 'sub/t.csv'],
      outputDirectories: ['sub'],
    }).run();
    expect(await job.output('r.json').json()).toEqual({ a: [1] });
    expect([...(await job.output('sub/t.csv').table())]).toEqual([{ x: 1, y: 2 }]);
    expect(await job.getOutputFile('sub/t.csv')).toBe('x,y\n1,2\n');
    const path = join(folder, 'results/t.csv');
    expect(await job.getOutputFile('sub/t.csv', { saveAs: path })).toBe(path);
    expect(await readFile(path, 'utf8')).toBe('x,y\n1,2\n');
    expect(job.outputs.map(output => output.name)).toEqual(['r.json', 'sub/t.csv', 'sub']);
    expect([...(await job.output('sub').bytes())].slice(0, 2)).toEqual([0x1f, 0x8b]); // gzip
    const shown = (await (job.outputs as FileList)[jupyterDisplay]())['text/plain'];
    expect(shown).toMatch(/r\.json +11 bytes +JSON\nsub\/t\.csv +8 bytes +CSV\nsub .*, compressed\n3 rows/);
    expect(await job.output('sub/t.csv').bytes({ start: 2, end: 6 })).toEqual(
      new Uint8Array(Buffer.from('y\n1,')),
    );
  });

  it('are saved all at once, under their paths and with folders unpacked', async () => {
    const job = await script(
      sh`mkdir -p 'a b/deep' more/x; echo one > 'a b/r.txt'; echo two > 'a b/deep/r.txt'; echo ü > 'more/x/ü.txt'; echo 3 > step-07.log; : > empty`,
      {
        outputFiles: ['a b/r.txt', 'a b/deep/r.txt', 'step-*.log', 'empty'],
        outputDirectories: ['more', 'more/x'],
      },
    ).run();
    const target = join(folder, 'all');
    const paths = await job.download(target);
    const names = ['a b/r.txt', 'a b/deep/r.txt', 'step-07.log', 'empty', 'more', 'more/x'];
    expect(paths).toEqual(names.map(name => join(target, name)));
    const found = (await readdir(target, { recursive: true })).sort();
    expect(found).toEqual(
      [
        'a b',
        'a b/deep',
        'a b/deep/r.txt',
        'a b/r.txt',
        'empty',
        'more',
        'more/x',
        'more/x/ü.txt',
        'step-07.log',
      ].sort(),
    );
    expect(await readFile(join(target, 'a b/deep/r.txt'), 'utf8')).toBe('two\n');
    expect(await job.download(target)).toEqual(paths); // again, over what is there
    expect((await readdir(target, { recursive: true })).sort()).toEqual(found);
  });

  it('are asked for where they are once at most, however many ranges they are fetched in', async () => {
    const job = await script(sh`head -c ${50 * 2 ** 20} /dev/zero > large.bin`, {
      outputFiles: ['large.bin'],
    }).run();
    const { url, token } = await home.service();
    Object.assign(process.env, { PROMINENCE_URL: url, PROMINENCE_TOKEN: token });
    const elsewhere = await jobs.get(job.id!).finally(() => {
      delete process.env['PROMINENCE_URL'];
      delete process.env['PROMINENCE_TOKEN'];
    });
    using requests = recordRequests();
    await elsewhere.output('large.bin').save(join(folder, 'large.bin'));
    expect((await stat(join(folder, 'large.bin'))).size).toBe(50 * 2 ** 20);
    expect(requests.lines.filter(line => line.endsWith('/large.bin'))).toHaveLength(5);
    expect(requests.lines.filter(line => line.endsWith(`/jobs/${job.id}`)).length).toBeLessThan(2);

    using local = recordRequests();
    await job.output('large.bin').save(join(folder, 'copied.bin'));
    expect((await stat(join(folder, 'copied.bin'))).size).toBe(50 * 2 ** 20);
    expect(local.lines.filter(line => line.endsWith('/large.bin'))).toHaveLength(1);
  });

  it('say which are declared, whether to wait, and that one was not made', async () => {
    const job = await script(sh`while [ ! -e ${join(folder, 'end')} ]; do sleep 0.05; done`, {
      outputFiles: ['out.txt'],
    }).create();
    expect(() => job.output('uot.txt')).toThrow(`Job ${job.id} has no output 'uot.txt'. It declares out.txt`);
    await expect(job.output('out.txt').text()).rejects.toMatchObject({ code: 'not-finished' });
    await expect(job.download(folder)).rejects.toMatchObject({ code: 'not-finished' });
    await writeFile(join(folder, 'end'), '');
    await job.wait();
    expect(job.state).toBe('failed');
    await expect(job.getOutputFile('out.txt')).rejects.toMatchObject({ code: 'not-made' });
    await expect(job.run()).rejects.toThrow('Stageout failed');
  });
});

describe('Artifact', () => {
  it('goes from a local file into the job, and archives are unpacked there', async () => {
    const path = join(folder, 'large.bin');
    const bytes = Buffer.alloc(3_000_000, 'tunebook ');
    await writeFile(path, bytes);
    const artifact = await new Artifact('large.bin').upload(path);
    const job = await script(sh`wc -c < ${artifact}`, { artifacts: [artifact] }).run();
    expect(await job.number(/\d+/)).toBe(bytes.length);
  });

  it('is not sent again while its file stays the same', async () => {
    const path = join(folder, 'mesh.dat');
    const stored = () => stat(join(home.folder, 'objects', 'uploads', 'mesh.dat'));
    await writeFile(path, 'first');
    await new Artifact('mesh.dat').upload(path);
    const first = await stored();
    await new Artifact('mesh.dat').upload(path);
    expect((await stored()).ino).toBe(first.ino);
    expect(port.texts).toEqual(['mesh.dat is there already, with the same contents: nothing was sent']);
    await writeFile(path, 'other');
    const artifact = await new Artifact('mesh.dat').upload(path);
    const job = await script('cat mesh.dat', { artifacts: [artifact] }).run();
    expect(await job.stdout()).toBe('other');
  });

  it('comes from bytes, a stream, or a folder', async () => {
    const bytes = await new Artifact('bytes.txt').upload(Buffer.from('bytes'));
    const stream = await new Artifact('stream.txt').upload(
      Readable.from([Buffer.from('a '), Buffer.from('stream')]),
    );
    const deck = join(folder, 'deck');
    await mkdir(join(deck, 'sub'), { recursive: true });
    await writeFile(join(deck, 'sub', 'in.lj'), 'run 10');
    await writeFile(join(deck, 'core.dump'), 'much');
    await writeFile(join(deck, '.tunebookignore'), '*.dump\n');
    const packed = await new Artifact('deck.tgz').upload(deck);
    const job = await script(sh`cat bytes.txt stream.txt sub/in.lj; ls -A`, {
      artifacts: [bytes, stream, packed],
    }).run();
    expect(await job.stdout()).toMatch(/^bytesa streamrun 10bytes\.txt\nstream\.txt\nsub\n$/);
    await expect(new Artifact('deck').upload(deck)).rejects.toMatchObject({ code: 'storage' });
  });

  it('of a URL is named by its last part, and not uploaded', async () => {
    expect(String(new Artifact('https://example.org/a%20b.tgz?key=1'))).toBe('a b.tgz');
    expect(String(new Artifact('https://example.org/50%.tgz'))).toBe('50%.tgz');
    await expect(new Artifact('https://example.org/a?key=secret').upload('a')).rejects.toMatchObject({
      code: 'invalid-job',
      message: expect.not.stringContaining('secret'),
    });
  });

  it('names a local file that is missing', async () => {
    await expect(new Artifact('a').upload(join(folder, 'large.bni'))).rejects.toMatchObject({
      code: 'missing-file',
      message: expect.stringContaining('Near names there: large.bin'),
    });
  });
});

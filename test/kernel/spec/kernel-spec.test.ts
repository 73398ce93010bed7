import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeKernelSpec } from '../../../dist/kernel/spec/kernel-spec.js';

describe('writeKernelSpec', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('names this Node and the kernel by absolute paths, asks for interrupts by message and tells of its encryption', async () => {
    const target = join(folder, 'share', 'kernels', 'tunebook');
    await writeKernelSpec(target, { root: '/opt/tunebook' });
    await writeKernelSpec(target, { root: '/opt/tunebook' });
    expect(JSON.parse(await readFile(join(target, 'kernel.json'), 'utf8'))).toEqual({
      argv: [
        process.execPath,
        '/opt/tunebook/dist/kernel/main.js',
        '{connection_file}',
        '--preload',
        '/opt/tunebook/dist/preload/index.js',
        '--types',
        '/opt/tunebook/dist/lib/index.d.ts',
      ],
      display_name: 'TypeScript (Tunebook)',
      language: 'typescript',
      interrupt_mode: 'message',
      metadata: { supported_encryption: ['curve'] },
    });
  });

  it('draws the logos that front ends look for', async () => {
    await writeKernelSpec(folder, { root: '/opt/tunebook', argv0: '/usr/bin/node' });
    expect(await readFile(join(folder, 'logo-svg.svg'), 'utf8')).toMatch(/^<svg /);
    for (const width of [32, 64]) {
      const png = await readFile(join(folder, `logo-${width}x${width}.png`));
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, width]);
    }
  });
});

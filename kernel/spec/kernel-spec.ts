import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { logoSvg } from './logo.js';

/** What a kernelspec starts. */
export interface KernelSpecOptions {
  /** The folder of this package: the kernel, its preload and the declarations are below its `dist`. */
  readonly root: string;
  /** The Node that runs the kernel, an absolute path. @default process.execPath */
  readonly argv0?: string;
  /** True for notebooks made for tslab, which are not checked strictly. @default false */
  readonly loose?: boolean;
}

/** The name by which notebooks refer to the kernel: the name of the kernelspec's folder. */
export const kernelName = 'tunebook';
/** The name that notebooks made for tslab ask for. */
export const tslabName = 'tslab';

const pngWidths = [32, 64];

/**
 * Writes a kernelspec with its logos
 * (https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs). What is there is replaced.
 *
 * @returns the name that front ends show
 * @param folder made if it does not exist; Jupyter finds it as `<Jupyter path>/kernels/tunebook`
 */
export async function writeKernelSpec(folder: string, options: KernelSpecOptions): Promise<string> {
  const { root, argv0 = process.execPath, loose = false } = options;
  const dist = join(root, 'dist');
  const spec = {
    argv: [
      argv0,
      join(dist, 'kernel', 'main.js'),
      '{connection_file}',
      '--preload',
      join(dist, 'preload', 'index.js'),
      '--types',
      join(dist, 'lib', 'index.d.ts'),
      ...(loose ? ['--loose'] : []),
    ],
    display_name: loose ? 'TypeScript (Tunebook for tslab)' : 'TypeScript (Tunebook)',
    language: 'typescript',
    interrupt_mode: 'message',
    metadata: { supported_encryption: ['curve'] },
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
  await writeFile(join(folder, 'logo-svg.svg'), logoSvg);
  for (const width of pngWidths) {
    const png = new Resvg(logoSvg, { fitTo: { mode: 'width', value: width } }).render().asPng();
    await writeFile(join(folder, `logo-${width}x${width}.png`), png);
  }
  return spec.display_name;
}

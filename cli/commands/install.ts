import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { kernelName, tslabName, writeKernelSpec } from '../../kernel/spec/kernel-spec.js';
import { packageRoot } from '../../lib/model/package-root.js';

/** `tunebook install --prefix DIR [--also tslab]`: writes the kernelspec below a Jupyter prefix. */
export function installCommand(): Command {
  return new Command('install')
    .description('write the kernelspec, so that Jupyter front ends find the kernel')
    .requiredOption(
      '--prefix <dir>',
      'a Python or Jupyter prefix: the kernelspec goes to DIR/share/jupyter/kernels/tunebook',
    )
    .addOption(
      new Option(
        '--also <name>',
        'answer to the name of another kernel too, whose notebooks then run here as they are',
      ).choices([tslabName]),
    )
    .action(async (options: { prefix: string; also?: string }) => {
      const kernels = join(resolve(options.prefix), 'share', 'jupyter', 'kernels');
      await install(join(kernels, kernelName), false);
      if (options.also !== undefined) await install(join(kernels, options.also), true);
    });
}

async function install(folder: string, loose: boolean): Promise<void> {
  const name = await writeKernelSpec(folder, { root: packageRoot, loose });
  console.log(`The kernel "${name}" is installed in ${folder}.`);
}

import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { kernelName, writeKernelSpec } from '../../kernel/spec/kernel-spec.js';
import { packageRoot } from '../../service/package-root.js';

/** `tunebook install --prefix DIR`: writes the kernelspec below a Jupyter prefix. */
export function installCommand(): Command {
  return new Command('install')
    .description('write the kernelspec, so that Jupyter front ends find the kernel')
    .requiredOption(
      '--prefix <dir>',
      'a Python or Jupyter prefix: the kernelspec goes to DIR/share/jupyter/kernels/tunebook',
    )
    .action(async (options: { prefix: string }) => {
      const folder = join(resolve(options.prefix), 'share', 'jupyter', 'kernels', kernelName);
      await writeKernelSpec(folder, { root: packageRoot });
      console.log(`The kernel "TypeScript (Tunebook)" is installed in ${folder}.`);
    });
}

import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { kernelName, tslabName, writeKernelSpec } from '../../kernel/spec/kernel-spec.js';
import { packageRoot } from '../../lib/model/package-root.js';
import { CommandError, exitCodes } from '../command-error.js';
import { jupyterDataFolder } from '../jupyter-folders.js';
import { removeLabExtension, writeLabExtension } from '../lab-extension/lab-extension.js';

interface InstallOptions {
  readonly user?: boolean;
  readonly prefix?: string;
  readonly also?: string;
  readonly remove?: boolean;
}

/** `tunebook install --user | --prefix DIR [--also tslab] [--remove]`: writes the kernelspec and the renderer of plotly figures, or removes them. */
export function installCommand(): Command {
  return new Command('install')
    .description(
      'write the kernelspec, so that Jupyter front ends and VS Code find the kernel, and what JupyterLab shows plotly figures with',
    )
    .option('--user', 'for this user: the kernelspec goes to the data folder of Jupyter, kernels/tunebook')
    .addOption(
      new Option(
        '--prefix <dir>',
        'for a Python or Jupyter prefix: the kernelspec goes to DIR/share/jupyter/kernels/tunebook',
      ).conflicts('user'),
    )
    .addOption(
      new Option(
        '--also <name>',
        'answer to the name of another kernel too, whose notebooks then run here as they are',
      ).choices([tslabName]),
    )
    .option('--remove', 'remove what was installed there')
    .action(async ({ user, prefix, also, remove }: InstallOptions) => {
      if (!user && prefix === undefined) {
        throw new CommandError('Say where: --user for you alone, or --prefix DIR.', exitCodes.usage);
      }
      const share = prefix === undefined ? jupyterDataFolder() : join(resolve(prefix), 'share', 'jupyter');
      const kernel = join(share, 'kernels', kernelName);
      const tslab = join(share, 'kernels', tslabName);
      if (remove) {
        await uninstall(kernel);
        if (also === tslabName || (await isOurs(tslab))) await uninstall(tslab);
        await removeLabExtension(share);
      } else {
        await install(kernel, false);
        if (also === tslabName) await install(tslab, true);
        await writeLabExtension(share);
      }
    });
}

async function install(folder: string, loose: boolean): Promise<void> {
  const name = await writeKernelSpec(folder, { root: packageRoot, loose });
  console.log(`The kernel "${name}" is installed in ${folder}.`);
}

async function uninstall(folder: string): Promise<void> {
  const ours = await isOurs(folder);
  if (ours === undefined) {
    console.log(`No kernel is installed in ${folder}.`);
    return;
  }
  if (!ours) {
    throw new CommandError(
      `The kernel in ${folder} is not Tunebook's. \`jupyter kernelspec remove\` removes any.`,
    );
  }
  await rm(folder, { recursive: true });
  console.log(`The kernel is removed from ${folder}.`);
}

/** Whether the kernelspec in a folder was written by `install`; undefined where there is none. */
async function isOurs(folder: string): Promise<boolean | undefined> {
  const spec = await readFile(join(folder, 'kernel.json'), 'utf8').catch(() => undefined);
  return spec?.includes('(Tunebook');
}

import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { kernelName, writeKernelSpec } from '../../kernel/spec/kernel-spec.js';
import { tunebookHome } from '../../lib/model/home.js';
import { packageRoot } from '../../lib/model/package-root.js';
import { CommandError, exitCodes } from '../command-error.js';
import { writeLabExtension } from '../lab-extension/lab-extension.js';
import { pythonWith } from '../python.js';

/** `tunebook lab [PATH] [options of jupyter lab]`: JupyterLab with the kernel in it; nothing is installed globally. */
export function labCommand(): Command {
  return new Command('lab')
    .description(
      'open JupyterLab with the Tunebook kernel; other options go to `jupyter lab` (--port 9000, --no-browser)',
    )
    .argument('[path]', 'a folder or a notebook', '.')
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (path: string, _options: unknown, command: Command) => {
      // An option of Jupyter's may come first: then the path is not one.
      const named = !path.startsWith('-');
      const target = resolve(named ? path : '.');
      if (!existsSync(target)) throw new CommandError(`There is no ${target} to open.`, exitCodes.usage);
      const folder = statSync(target).isDirectory() ? target : dirname(target);
      const options = command.args.slice(named && command.args[0] === path ? 1 : 0);
      const start =
        folder === target ? [] : [`--LabApp.default_url=/lab/tree/${encodeURIComponent(basename(target))}`];
      const python = await pythonWith('jupyterlab');
      const child = spawn(
        python,
        [
          '-m',
          'jupyterlab',
          `--ServerApp.root_dir=${folder}`,
          `--MultiKernelManager.default_kernel_name=${kernelName}`,
          ...start,
          ...options,
        ],
        {
          stdio: 'inherit',
          env: { ...process.env, JUPYTER_PATH: await jupyterPath(), JUPYTER_CONFIG_PATH: await configPath() },
        },
      );
      // Ctrl-C reaches Jupyter by the terminal; it asks, and then ends.
      process.on('SIGINT', () => {});
      process.on('SIGTERM', () => child.kill('SIGTERM'));
      process.exitCode = await new Promise<number>(done => child.once('close', code => done(code ?? 1)));
    });
}

/** Writes the kernelspec and the renderer of figures into the cache folder and puts that in front of the user's own JUPYTER_PATH. */
async function jupyterPath(): Promise<string> {
  const share = join(tunebookHome().cache, 'jupyter');
  await writeKernelSpec(join(share, 'kernels', kernelName), { root: packageRoot });
  await writeLabExtension(share);
  return inFrontOf('JUPYTER_PATH', share);
}

/** Turns the question about news of Jupyter's off: it would stand over the first notebook. No option of JupyterLab's does. */
async function configPath(): Promise<string> {
  const config = join(tunebookHome().cache, 'jupyter', 'config');
  const page = { disabledExtensions: { '@jupyterlab/apputils-extension:announcements': true } };
  await mkdir(join(config, 'labconfig'), { recursive: true });
  await writeFile(join(config, 'labconfig', 'page_config.json'), JSON.stringify(page));
  return inFrontOf('JUPYTER_CONFIG_PATH', config);
}

function inFrontOf(variable: string, folder: string): string {
  const theirs = process.env[variable];
  return theirs ? `${folder}${delimiter}${theirs}` : folder;
}

import { copyFile, mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot, packageVersion } from '../../lib/model/package-root.js';

const name = 'tunebook-plotly';
const require = createRequire(import.meta.url);

/**
 * Writes the extension by which JupyterLab and Notebook show plotly figures, in the form of a prebuilt one
 * (https://jupyterlab.readthedocs.io/en/stable/extension/extension_dev.html#prebuilt-extensions). It needs no network.
 *
 * @param share a data folder of Jupyter, such as `<prefix>/share/jupyter`
 * @returns the folder of the extension
 */
export async function writeLabExtension(share: string): Promise<string> {
  const folder = join(share, 'labextensions', name);
  const files = join(folder, 'static');
  await mkdir(files, { recursive: true });
  await copyChanged(require.resolve('plotly.js-dist-min/plotly.min.js'), join(files, 'plotly.min.js'));
  await copyFile(join(packageRoot, 'cli', 'lab-extension', 'renderer.js'), join(files, 'renderer.js'));
  const description = {
    name,
    version: packageVersion,
    description: 'Shows plotly figures in JupyterLab',
    license: 'Apache-2.0',
    jupyterlab: { _build: { load: 'static/renderer.js', mimeExtension: './renderer' } },
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
  return folder;
}

/** Removes the extension from a data folder of Jupyter, if it is there. */
export async function removeLabExtension(share: string): Promise<void> {
  await rm(join(share, 'labextensions', name), { recursive: true, force: true });
}

/** Copies a file of megabytes only where it is not there yet. */
async function copyChanged(from: string, to: string): Promise<void> {
  const size = async (path: string) => (await stat(path).catch(() => undefined))?.size;
  const isSame = (await size(to)) === (await size(from)) && (await head(to)) === (await head(from));
  if (!isSame) await copyFile(from, to);
}

/** The first line names the version. */
async function head(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100), 0, 100, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

// Cells that show a small file, in kernels of their own, from the request to the value and the idle status.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../cli/setup/steps.mjs';

const { launchKernel } = await import(pathToFileURL(join(root, 'dist/kernel/wire/launch.js')).href);
const lib = join(root, 'dist/lib');

const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Rows of a table, from so many kernels. */
export async function cells(folder, kernels) {
  const firsts = [];
  const warm = [];
  for (let kernel = 0; kernel < kernels; kernel += 1) {
    const launched = await launchKernel({
      folder,
      preload: join(lib, 'index.js'),
      types: join(lib, 'index.d.ts'),
      env: { ...process.env, TUNEBOOK_HOME: join(folder, 'home') },
    });
    try {
      await launched.client.execute('1 + 1');
      for (let cell = 0; cell < 11; cell += 1) {
        const began = performance.now();
        let shown = false;
        await launched.client.execute("await open('small.csv').table()", {
          onOutput: message => {
            shown ||= JSON.stringify(message.content).includes('200 rows');
          },
        });
        if (!shown) throw new Error('The cell showed no table');
        (cell === 0 ? firsts : warm).push(performance.now() - began);
      }
    } finally {
      await launched.close();
    }
  }
  return [
    ['a cell that shows a small CSV, the first', median(firsts)],
    ['a cell that shows a small CSV, warm', median(warm)],
  ];
}

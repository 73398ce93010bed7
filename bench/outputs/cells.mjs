// Cells that show a small file or a chart, in kernels of their own, from the request to the value and the idle status.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../cli/setup/steps.mjs';
import { median } from './median.mjs';

const { launchKernel } = await import(pathToFileURL(join(root, 'dist/kernel/wire/launch.js')).href);
const lib = join(root, 'dist/lib');

const kinds = [
  { name: 'a small CSV', code: "await open('small.csv').table()", shows: '200 rows' },
  {
    name: 'a chart',
    code: 'plot(Array.from({ length: 30 }, (_, x) => ({ x, y: x * x })), { x: "x", y: "y" })',
    shows: 'image/png',
  },
];

/** Rows of a table, from so many kernels. */
export async function cells(folder, kernels) {
  const rows = [];
  for (const kind of kinds) rows.push(...(await measured(kind, folder, kernels)));
  return rows;
}

async function measured({ name, code, shows }, folder, kernels) {
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
        await launched.client.execute(code, {
          onOutput: message => {
            shown ||= JSON.stringify(message.content).includes(shows);
          },
        });
        if (!shown) throw new Error(`The cell did not show ${name}`);
        (cell === 0 ? firsts : warm).push(performance.now() - began);
      }
    } finally {
      await launched.close();
    }
  }
  return [
    [`a cell that shows ${name}, the first`, median(firsts)],
    [`a cell that shows ${name}, warm`, median(warm)],
  ];
}

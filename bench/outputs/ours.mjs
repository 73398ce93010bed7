// Our side, in a process of its own, as the peers have: `ours.mjs FOLDER ROUNDS` prints times in ms, a JSON line a figure.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../cli/setup/steps.mjs';
import { median } from './median.mjs';

const { open } = await import(pathToFileURL(join(root, 'dist/lib/index.js')).href);
const [folder, rounds] = process.argv.slice(2);

async function grouped(file) {
  const table = await open(join(folder, file)).table();
  return table.groupBy('group').agg({ x: 'mean(x)', y: 'max(y)', n: 'count(*)' });
}

const figures = {
  view: () => open(join(folder, 'large.csv'))[Symbol.for('Jupyter.display')](),
  csv: () => grouped('data.csv'),
  parquet: () => grouped('data.parquet'),
};

for (const [figure, act] of Object.entries(figures)) {
  const times = [];
  for (let round = 0; round < Number(rounds); round += 1) {
    const began = performance.now();
    await act();
    times.push(performance.now() - began);
  }
  console.log(JSON.stringify({ figure, first: times[0], median: median(times) }));
}

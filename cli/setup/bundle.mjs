// Puts what cells see without an import, dist/lib/index.js and all below it, into few files in dist/preload: Node takes
// four times as long to load the two hundred modules one by one, in each kernel. What is loaded on first use stays apart.
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './steps.mjs';

const dist = join(root, 'dist');
const input = join(dist, 'lib', 'index.js');
const bundle = await rolldown({
  input,
  external: /^[^./]/,
  platform: 'node',
  treeshake: false,
  checks: { ineffectiveDynamicImport: false },
});
await bundle.write({
  dir: join(dist, 'preload'),
  cleanDir: true,
  // Without a group each part that something else loads too, on first use, becomes a file.
  codeSplitting: { groups: [{ name: 'preload', test: id => id === input }] },
});

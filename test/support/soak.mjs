// What `npm run soak` calls: only the tests that have a seed in their name, with many seeds.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', jest, '--testNamePattern', '\\(seed \\d+\\)', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { TUNEBOOK_SEEDS: '50', ...process.env } },
);
process.exitCode = status ?? 1;

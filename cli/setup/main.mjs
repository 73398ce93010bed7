// What `npm run demo`, `npm start`, `npm test` and `npm run setup` call: sets up what is missing, then does the job.
// Plain JavaScript without dependencies: it runs before anything is installed.
import { join } from 'node:path';
import { aliasLammps } from './alias.mjs';
import { compile, installPackages } from './node.mjs';
import { installPython } from './python.mjs';
import { hand, root, SetupError, supportedNode } from './steps.mjs';

const jobs = {
  async demo(args) {
    await setUp({ dev: false });
    const notebook = join(root, 'notebooks', 'tuning.ipynb');
    const outputs = ['tuning.ipynb', 'tuning.html'].flatMap(file => ['--output', join(root, 'out', file)]);
    const code = await tunebook(['run', notebook, ...outputs, ...args]);
    if (code === 0) console.log('Open out/tuning.html in a browser. To work on the notebook: npm start');
    return code;
  },
  async start(args) {
    await setUp({ dev: false });
    return tunebook(['lab', join(root, 'notebooks'), ...args]);
  },
  async setup() {
    await setUp({ dev: true });
    return 0;
  },
  async test(args) {
    await setUp({ dev: true });
    return hand(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...args], {
      NODE_OPTIONS:
        `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings=ExperimentalWarning`.trim(),
    });
  },
};

async function setUp({ dev }) {
  supportedNode();
  await installPackages({ dev });
  await compile();
  const venv = await installPython({ dev });
  await aliasLammps(venv);
}

const tunebook = args => hand(process.execPath, [join(root, 'dist', 'cli', 'main.js'), ...args]);

const [job, ...args] = process.argv.slice(2);
if (!Object.hasOwn(jobs, job ?? '')) {
  console.error(`Usage: node cli/setup/main.mjs ${Object.keys(jobs).join(' | ')}`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await jobs[job](args);
  } catch (error) {
    // What the system refuses (a full disk, a folder that is not ours) is for the user to mend, too.
    if (!(error instanceof SetupError) && !error.syscall) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

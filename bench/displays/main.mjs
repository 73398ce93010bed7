// `npm run bench -- displays`: a board of 10,000 jobs under updates, in JupyterLab in a headless browser.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import chromium from '@sparticuz/chromium';
import puppeteer from 'puppeteer-core';
import { root } from '../../cli/setup/steps.mjs';

const jobs = 10_000;
const changesPerSecond = 200;
/** Seconds. */
const span = process.argv.includes('--quick') ? 5 : 20;

/** The cell: jobs that start and end at a steady pace, told as the watcher tells them, on the board that waitAll() shows. */
const cell = `
const lib = '${join(root, 'dist', 'lib')}';
const { LiveBoard } = await import(lib + '/jobs/live/live-board.js');
const { TrackedJob } = await import(lib + '/jobs/tracked-job.js');
const all = Array.from({ length: ${jobs} }, (_, id) => new TrackedJob({} as never, { id, name: 'point ' + id, status: 'idle', tasks: [], events: {} }));
const board = new LiveBoard(all);
board.show();
let at = 0;
for (const end = Date.now() + ${(span + 20) * 1000}; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 10))) {
  for (let i = 0; i < ${changesPerSecond / 100}; i++) {
    const job = all[(at >> 1) % ${jobs}]!;
    job.accept({ ...job.read, ...(at % 2 ? { status: 'completed', execution: { tasks: [{ exitCode: 0 }] } } : { status: 'running' }) });
    board.changed(job);
    at++;
  }
}
board.end();`;

const folder = await mkdtemp(join(tmpdir(), 'tunebook-bench-'));
const notebook = join(folder, 'board.ipynb');
const source = { cell_type: 'code', metadata: {}, execution_count: null, outputs: [] };
const kernelspec = { name: 'tunebook', display_name: 'TypeScript (Tunebook)', language: 'typescript' };
await writeFile(
  notebook,
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec },
    cells: [
      { ...source, id: 'a', source: cell },
      { ...source, id: 'b', source: '' },
    ],
  }),
);
const server = spawn(
  process.execPath,
  [
    join(root, 'dist', 'cli', 'main.js'),
    'lab',
    notebook,
    '--no-browser',
    '--ServerApp.port=0',
    '--allow-root',
    '--LabApp.expose_app_in_browser=True',
  ],
  {
    cwd: folder,
    env: {
      ...process.env,
      TUNEBOOK_HOME: folder,
      JUPYTER_CONFIG_DIR: join(folder, 'config'),
      JUPYTER_DATA_DIR: join(folder, 'data'),
      JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  },
);
const browser = await puppeteer.launch({
  executablePath: await chromium.executablePath(),
  args: chromium.args,
  headless: 'shell',
  defaultViewport: { width: 1100, height: 900 },
});
try {
  const load = loadavg()[0];
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  const [, origin, token] = await address();
  await page.goto(`${origin}lab/tree/board.ipynb?token=${token}`);
  await page.waitForFunction(
    () => globalThis.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle',
  );
  await page.evaluate(watch);
  await delay(4000); // what has just started has more to do
  const before = await typing(page, span / 4);
  await page.evaluate(async () => {
    const { commands, shell } = globalThis.jupyterapp;
    shell.currentWidget.content.activeCellIndex = 0;
    void commands.execute('notebook:run-cell');
  });
  await page.waitForSelector('.tb-squares');
  await delay(3000);
  const during = await typing(page, span);
  console.log(
    `Board of ${jobs} jobs, ${changesPerSecond} changes of state a second, ${span} s; Node ${process.version}, ${availableParallelism()} cores, load ${load.toFixed(1)} at the start.\n`,
  );
  console.log('| what | without the board | with it | goal |\n| --- | ---: | ---: | ---: |');
  const row = (what, unit, of, goal) =>
    console.log(`| ${what} | ${of(before)}${unit} | ${of(during)}${unit} | ${goal} |`);
  row('CPU of the kernel, all its processes, of a core', ' %', ({ cpu }) => cpu.toFixed(1), '10 %');
  row('updates shown', '/s', ({ updates }) => updates.toFixed(1), 'at most 10/s');
  row('from a key to its picture, median', ' ms', ({ lag }) => lag(0.5), '');
  row('95 %', ' ms', ({ lag }) => lag(0.95), '100 ms');
  row('longest', ' ms', ({ lag }) => lag(1), '');
} finally {
  await browser.close();
  const ended = new Promise(resolve => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

/** Resolves when the server says where it is. */
function address() {
  return new Promise((resolve, reject) => {
    let said = '';
    for (const stream of [server.stdout, server.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        said += text;
        const found = /(http:\/\/127\.0\.0\.1:\d+\/)lab\S*\?token=(\w+)/.exec(said);
        if (found) resolve(found);
      });
    }
    server.once('exit', () => reject(new Error(said)));
  });
}

/** Seconds of CPU that the processes below the server have used which belong to the kernel. */
function kernelCpu() {
  const stats = readdirSync('/proc').flatMap(pid => {
    try {
      return /^\d+$/.test(pid)
        ? [
            {
              pid,
              fields: readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' '),
              line: readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
            },
          ]
        : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
  const below = pid =>
    stats.filter(({ fields }) => fields[1] === pid).flatMap(stat => [stat, ...below(stat.pid)]);
  const kernels = below(String(server.pid)).filter(({ line }) => line.includes('dist/kernel/main.js'));
  const all = new Map(
    kernels.flatMap(kernel => [kernel, ...below(kernel.pid)]).map(stat => [stat.pid, stat]),
  );
  // In ticks of a hundredth of a second.
  return (
    [...all.values()].reduce((sum, { fields }) => sum + Number(fields[11]) + Number(fields[12]), 0) / 100
  );
}

/** Runs in the page: keeps how long keys take, and how often the output changes. */
function watch() {
  globalThis.lags = [];
  globalThis.updates = 0;
  new PerformanceObserver(list => {
    for (const { name, duration } of list.getEntries())
      if (name === 'keydown') globalThis.lags.push(duration);
  }).observe({ type: 'event', durationThreshold: 16 });
  new MutationObserver(() => globalThis.updates++).observe(document.querySelector('.jp-Cell-outputWrapper'), {
    childList: true,
    subtree: true,
  });
}

/** Types into the second cell for so many seconds; gives what was measured meanwhile. */
async function typing(page, seconds) {
  await page.evaluate(async () => {
    const { commands, shell } = globalThis.jupyterapp;
    shell.currentWidget.content.activeCellIndex = 1;
    await commands.execute('notebook:enter-edit-mode');
    globalThis.lags = [];
    globalThis.updates = 0;
  });
  const began = { time: performance.now(), cpu: kernelCpu() };
  let keys = 0;
  for (; performance.now() - began.time < seconds * 1000; keys++) {
    await page.keyboard.press('x');
    await delay(100);
  }
  const took = (performance.now() - began.time) / 1000;
  const { lags, updates } = await page.evaluate(() => ({
    lags: globalThis.lags,
    updates: globalThis.updates,
  }));
  // What the browser leaves out took less than its least duration, 16 ms.
  const all = [...Array(Math.max(0, keys - lags.length)).fill(16), ...lags.sort((a, b) => a - b)];
  return {
    cpu: (100 * (kernelCpu() - began.cpu)) / took,
    updates: updates / took,
    lag: portion => all[Math.min(all.length - 1, Math.floor(portion * all.length))],
  };
}

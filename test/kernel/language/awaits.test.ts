import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Notebook } from './notebook.ts';

let notebook: Notebook;
beforeAll(async () => {
  notebook = await Notebook.open();
});
afterAll(() => notebook.close());

/** Code that notes in `log` what happens; it is run as a module, too, where nothing is rewritten. */
const programs = {
  'the order of what goes on at the same time': `
    const walk = async (name, steps) => { for (let i = 0; i < steps; i++) { await null; log.push(name + i); } return name; };
    log.push(await Promise.all([walk('a', 3), walk('b', 2), (async () => log.push(await walk('c', 1)))()]));`,
  'thenables, and values that are none': `
    const thenable = { then(resolve) { log.push('asked'); resolve(7); } };
    log.push(await thenable, await 5, await undefined, await (await (async () => thenable)()));`,
  'errors, and where they are caught': `
    const fail = async () => { await null; throw new Error('lost'); };
    try { await fail(); } catch ({ message }) { log.push(message); } finally { log.push(await 'always'); }
    try { log.push('in'); try { await fail(); } finally { await null; log.push('out'); } } catch { log.push('caught'); }
    log.push(await fail().catch(error => error.message));`,
  'iteration of what comes later, and its end': `
    async function* count() { try { for (let i = 0; ; i++) yield await i; } finally { await null; log.push('closed'); } }
    for await (const n of count()) { if (n === 1) continue; log.push(n); if (n > 2) break; }
    for await (const n of [Promise.resolve(1), 2]) log.push(n);
    labelled: for await (const a of [1, 2]) for await (const b of [3, 4]) { if (b === 4) continue labelled; log.push(a + b); }`,
  'awaits in every corner of an expression': `
    const key = async k => k; let sum = 1; const list = [1, 2];
    sum += await 4; list[await 1] ??= await 9; const { [await key('length')]: size = await 3 } = 'four';
    class Later { static [await key('made')] = 1; static { log.push('block'); } }
    log.push(sum, list, size, Later.made, \`\${await 'text'}!\`, (await list).length, await sum ? await 1 : 2, -await 3, [...await list],
      await (await import('node:path')).sep, typeof await 1, await(6), !(await 0));
    do { sum--; } while (await sum > 3);
    switch (await sum) { case await 3: log.push('three'); }
    log.push(await (async () => await sum)(), await (async function () { return await this?.x; }).call({ x: 8 }));`,
};

describe('await in a cell', () => {
  it.each(Object.entries(programs))('keeps %s', async (_, code) => {
    const name = `module-${Object.values(programs).indexOf(code)}`;
    await notebook.write(`${name}.d.mts`, 'export declare const log: unknown[];');
    await notebook.write(`${name}.mjs`, `export const log = [];${code}`);
    const asModule = await notebook.values(`(await import('./${name}.mjs')).log`);
    expect(asModule).toMatch(/\w/);
    // The code is JavaScript: its parameters have no types.
    const cell = `const log: any[] = [];${code.replaceAll('\n', '\n// @ts-ignore\n')};\nlog`;
    expect(await notebook.values(cell)).toBe(asModule);
  });

  it('disposes of what is used after what was awaited', async () => {
    expect(
      await notebook.values(`const order: string[] = [];
        const make = (name: string) => ({ [Symbol.asyncDispose]: async () => { await null; order.push(name); } });
        const use = async () => { await using a = make('a'), b = make('b'); await null; order.push('used'); };
        await use(); order`),
    ).toBe("[ 'used', 'b', 'a' ]");
  });

  it('works in a function that is run elsewhere, from its text', async () => {
    expect(
      await notebook.values(`import { Worker } from 'node:worker_threads';
        const elsewhere = async (n: number) => { try { return await n * 2; } catch { return 0; } };
        const source = \`(\${elsewhere})(21).then(n => require('node:worker_threads').parentPort.postMessage(n))\`;
        await new Promise(resolve => new Worker(source, { eval: true }).on('message', resolve))`),
    ).toBe('42');
  });
});

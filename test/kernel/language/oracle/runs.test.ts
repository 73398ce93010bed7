import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLanguage } from '../../../../dist/kernel/language/host.js';
import { differences, type Part, runNotebook, Session } from './compare-runs.ts';
import { writeFixtures } from './fixtures.ts';
import { reachesFar, readCorpus } from './notebook-text.ts';

let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tunebook-oracle-')));
  await writeFixtures(folder);
});

afterAll(() => rm(folder, { recursive: true }));

describe('cells do what they do as a module', () => {
  const corpus = readCorpus();
  /** Notebooks that do something else than a module on purpose, and why. */
  const deviations = new Map([
    [
      'classes: using at the top of a cell',
      'What a cell uses is given back when the cell ends; a module does so at its own end.',
    ],
  ]);
  const parts: Part[] = [];
  const failures: string[] = [];
  let reports: Map<Part, string>;

  beforeAll(async () => {
    const language = await startLanguage({ folder });
    let session = new Session(folder);
    for (const notebook of corpus) {
      await runNotebook(language, session, notebook).then(
        ran => parts.push(...ran),
        error => failures.push(`${notebook.title}: ${error.message}`),
      );
      if (!reachesFar(notebook)) continue;
      await session.close();
      session = new Session(folder);
    }
    await Promise.all([session.close(), language.dispose()]);
    reports = await differences(folder, parts);
  });

  it('to their ends', () => {
    expect(failures).toEqual([]);
  });

  it.each(corpus)('$title', ({ title, cells }) => {
    const own = parts.filter(part => part.title === title);
    const differing = own.flatMap(part => reports.get(part) ?? []).join('\n\n');
    if (deviations.has(title)) expect(differing).not.toBe('');
    else expect(differing).toBe('');
    const throwing = cells.flatMap(({ code, expected }) =>
      expected.kind === 'throws' ? [[code, expected.line]] : [],
    );
    expect(own.flatMap(({ ran, cells: run }) => (ran.error ? [[run.at(-1)!.code, ran.line]] : []))).toEqual(
      throwing,
    );
  });
});

import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLanguage } from '../../../../dist/kernel/language/host.js';
import type { Language } from '../../../../dist/kernel/language/language.js';
import { Random, seeds } from '../../../support/seeds.ts';
import * as runs from './compare-runs.ts';
import * as types from './compare-types.ts';
import { generateNotebook } from './generator.ts';

/** Notebooks of each seed: 40 seeds make 640. */
const CHECKED = 10;
const RUN = 6;

let folder: string;
let language: Language;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tunebook-oracle-')));
  // So few that most are moved out of their files.
  language = await startLanguage({ folder, cellsInFiles: 3 });
});

afterAll(async () => {
  await language.dispose();
  await rm(folder, { recursive: true });
});

describe('generated notebooks', () => {
  it.each(seeds)('are checked as modules are (seed %i)', async seed => {
    const random = new Random(seed);
    const judged: types.JudgedCell[] = [];
    for (let index = 1; index <= CHECKED; index++)
      judged.push(
        ...(await types.judge(
          language,
          generateNotebook(random, `seed ${seed}, notebook ${index}`, { runs: false }),
        )),
      );
    expect(judged.filter(({ accepted }) => accepted).length).toBeGreaterThan(judged.length / 3);
    expect([...types.differences(folder, judged).values()].join('\n\n')).toBe('');
  });

  it.each(seeds)('run as modules do (seed %i)', async seed => {
    const random = new Random(seed + 1_000_000);
    const session = new runs.Session(folder);
    const parts: runs.Part[] = [];
    try {
      for (let index = 1; index <= RUN; index++)
        parts.push(
          ...(await runs.runNotebook(
            language,
            session,
            generateNotebook(random, `seed ${seed}, notebook ${index}`, { runs: true }),
          )),
        );
    } finally {
      await session.close();
    }
    expect(parts.flatMap(({ ran }) => ran.error ?? [])).toEqual([]);
    expect([...(await runs.differences(folder, parts)).values()].join('\n\n')).toBe('');
  });
});

import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLanguage } from '../../../../dist/kernel/language/host.js';
import type { Language } from '../../../../dist/kernel/language/language.js';
import { differences, type JudgedCell, judge } from './compare-types.ts';
import { writeFixtures } from './fixtures.ts';
import { type CellText, reachesFar, readCorpus } from './notebook-text.ts';

let folder: string;
let language: Language;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tunebook-oracle-')));
  await writeFixtures(folder);
  // So few that most are moved out of their files.
  language = await startLanguage({ folder, cellsInFiles: 2 });
});

afterAll(async () => {
  await language.dispose();
  await rm(folder, { recursive: true });
});

describe('the types of cells are those of a module', () => {
  const corpus = readCorpus();
  const judged = new Map<string, JudgedCell[]>();
  const reports = new Map<JudgedCell, string>();

  beforeAll(async () => {
    for (const notebook of corpus) judged.set(notebook.title, await judge(language, notebook));
    const apart = corpus.filter(reachesFar).map(notebook => [notebook]);
    for (const batch of [corpus.filter(notebook => !reachesFar(notebook)), ...apart])
      for (const [cell, report] of differences(
        folder,
        batch.flatMap(({ title }) => judged.get(title)!),
      ))
        reports.set(cell, report);
  });

  it.each(corpus)('$title', ({ title }) => {
    const cells = judged.get(title)!;
    const deviates = ({ text }: JudgedCell) => text.expected.kind === 'deviates';
    expect(cells.flatMap(cell => (deviates(cell) ? [] : (reports.get(cell) ?? []))).join('\n\n')).toBe('');
    expect(cells.filter(cell => deviates(cell) && !reports.has(cell))).toEqual([]);
    expect(cells.map(({ text, found }) => [text.code, codesOf(found)])).toEqual(
      cells.map(({ text, found }) => [text.code, expectedCodes(text, codesOf(found))]),
    );
  });
});

function codesOf(found: readonly string[]): number[] {
  return found.map(line => Number(/\d+/.exec(line)));
}

/** The codes that the corpus gives, or any at all for a cell that is refused in whatever words. */
function expectedCodes({ expected }: CellText, found: readonly number[]): readonly number[] {
  if (!('codes' in expected)) return [];
  return expected.kind === 'refused' && !expected.codes.length && found.length ? found : expected.codes;
}

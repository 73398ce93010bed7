import { matchingLines, tableFromMatches } from '../../../dist/lib/outputs/matches.js';

const stdout = 'T = 1.0 P = 2\nnoise\nT = 1.1 P = 3\n';

describe('tableFromMatches', () => {
  it('makes columns of named groups, with types', async () => {
    const table = await tableFromMatches([stdout], /T = (?<T>\S+) P = (?<P>\S+)/);
    expect(table.rows()).toEqual([
      { T: 1, P: 2 },
      { T: 1.1, P: 3 },
    ]);
    expect(table.types).toEqual({ T: 'float', P: 'int' });
  });

  it('numbers groups without names, and takes the match where there are none', async () => {
    expect((await tableFromMatches([stdout], /T = (\S+) P = (\S+)/)).columns).toEqual(['1', '2']);
    expect((await tableFromMatches([stdout], /P = \d/g)).column('match')).toEqual(['P = 2', 'P = 3']);
  });

  it('keeps the columns when nothing matches, and leaves out groups that took no part', async () => {
    const none = await tableFromMatches([''], /(?<a>x)|(?<match>y)/);
    expect([none.length, ...none.columns]).toEqual([0, 'a', 'match']);
    expect((await tableFromMatches(['y'], /(?<a>x)|(?<match>y)/)).rows()).toEqual([{ a: null, match: 'y' }]);
  });

  it('starts at the beginning whatever the pattern was used for before', async () => {
    const pattern = /T = (\S+)/g;
    pattern.exec(stdout);
    expect(await tableFromMatches([stdout], pattern)).toHaveLength(2);
  });
});

describe('a text of more than is held at once', () => {
  /** Forty million characters in pieces that end anywhere, and a match of two lines in each. */
  function* pieces() {
    for (let i = 0; i < 40; i++) {
      yield `${'x'.repeat(999_983)}\nE = ${i}`;
      yield `\nF = ${i + 0.5}\n`;
    }
  }

  it('is searched to its end, each match found once', async () => {
    const table = await tableFromMatches(pieces(), /^E = (?<E>\d+)\nF = (?<F>\S+)$/m);
    expect(table.column('E')).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(table.column('F')[39]).toBe(39.5);
  });

  it('begins once', async () => {
    expect(await tableFromMatches(pieces(), /^x/)).toHaveLength(1);
  });
});

describe('matchingLines', () => {
  it('gives the lines with a pattern or a text, and their numbers', async () => {
    const rows = [
      { line: 1, text: 'T = 1.0 P = 2' },
      { line: 3, text: 'T = 1.1 P = 3' },
    ];
    const lines = stdout.split('\n');
    expect((await matchingLines(lines, /T = \S+/g)).rows()).toEqual(rows);
    expect((await matchingLines(lines, 'P = 3')).rows()).toEqual(rows.slice(1));
    expect((await matchingLines(lines, 'P.=')).rows()).toEqual([]);
  });
});

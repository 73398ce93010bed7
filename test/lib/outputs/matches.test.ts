import { matchingLines, tableFromMatches } from '../../../dist/lib/outputs/matches.js';

const stdout = 'T = 1.0 P = 2\nnoise\nT = 1.1 P = 3\n';

describe('tableFromMatches', () => {
  it('makes columns of named groups, with types', () => {
    const table = tableFromMatches(stdout, /T = (?<T>\S+) P = (?<P>\S+)/);
    expect(table.rows()).toEqual([
      { T: 1, P: 2 },
      { T: 1.1, P: 3 },
    ]);
    expect(table.types).toEqual({ T: 'float', P: 'int' });
  });

  it('numbers groups without names, and takes the match where there are none', () => {
    expect(tableFromMatches(stdout, /T = (\S+) P = (\S+)/).columns).toEqual(['1', '2']);
    expect(tableFromMatches(stdout, /P = \d/g).column('match')).toEqual(['P = 2', 'P = 3']);
  });

  it('keeps the columns when nothing matches, and leaves out groups that took no part', () => {
    const none = tableFromMatches('', /(?<a>x)|(?<match>y)/);
    expect([none.length, ...none.columns]).toEqual([0, 'a', 'match']);
    expect(tableFromMatches('y', /(?<a>x)|(?<match>y)/).rows()).toEqual([{ a: null, match: 'y' }]);
  });

  it('starts at the beginning whatever the pattern was used for before', () => {
    const pattern = /T = (\S+)/g;
    pattern.exec(stdout);
    expect(tableFromMatches(stdout, pattern)).toHaveLength(2);
  });
});

describe('matchingLines', () => {
  it('gives the lines with a pattern or a text, and their numbers', () => {
    const rows = [
      { line: 1, text: 'T = 1.0 P = 2' },
      { line: 3, text: 'T = 1.1 P = 3' },
    ];
    expect(matchingLines(stdout, /T = \S+/g).rows()).toEqual(rows);
    expect(matchingLines(stdout, 'P = 3').rows()).toEqual(rows.slice(1));
    expect(matchingLines(stdout, 'P.=').rows()).toEqual([]);
  });
});

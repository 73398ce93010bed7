import { lastNumber } from '../../../dist/lib/jobs/last-number.js';

describe('lastNumber', () => {
  const text = 'P = 1.5\nP = -2.5e-1\nend\n';

  it('takes the last match: its first group, or all of it', async () => {
    expect(await lastNumber([text], /P = (\S+)/, 'output')).toBe(-0.25);
    expect(await lastNumber(['7 8 9'], /\d/, 'output')).toBe(9);
  });

  it.each([
    ['1.5D-3', 0.0015],
    ['+inf', Infinity],
    ['-Infinity', -Infinity],
    ['NaN', Number.NaN],
  ])('reads %s as programs print it', async (word, value) => {
    expect(await lastNumber([`x ${word}`], /x (\S+)/, 'output')).toBe(value);
  });

  it('shows the end of the text when nothing matches', async () => {
    await expect(lastNumber([text], /Q = (\S+)/, 'standard output of job 4')).rejects.toThrow(
      '/Q = (\\S+)/ matches nothing in the standard output of job 4. It ends with:\nP = 1.5\nP = -2.5e-1\nend',
    );
    await expect(lastNumber([''], /Q/, 'output')).rejects.toThrow('It is empty');
  });

  it('says what it found when that is no number', async () => {
    await expect(lastNumber([text], /(P) =/, 'output')).rejects.toThrow(
      "found 'P' in the output, which is not a number",
    );
  });
});

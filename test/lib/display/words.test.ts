import { ago, clock, duration, fineDuration, size } from '../../../dist/lib/display/words.js';

describe('words', () => {
  it('tells durations as people do', () => {
    expect([0, 0.04, 0.3, 0.99, 31.4, 59.9, 252, 3600, 7500, 86_400 * 3 + 4 * 3600].map(duration)).toEqual([
      '0 s',
      '0.04 s',
      '0.3 s',
      '1 s',
      '31 s',
      '1 min',
      '4 min 12 s',
      '1 h',
      '2 h 5 min',
      '3 days 4 h',
    ]);
    expect([29.84, 0.3, 120].map(fineDuration)).toEqual(['29.8 s', '0.3 s', '2 min']);
    expect(duration(Number.NaN)).toBe('?');
    expect(duration(-3)).toBe('0 s');
  });

  it('tells sizes in decimal units', () => {
    expect([0, 1, 712, 999, 1000, 1840, 18_200, 999_999, 42e6, 5e12].map(size)).toEqual([
      '0 bytes',
      '1 byte',
      '712 bytes',
      '999 bytes',
      '1 kB',
      '1.8 kB',
      '18 kB',
      '1 MB',
      '42 MB',
      '5 TB',
    ]);
  });

  it('tells ages and times of day', () => {
    expect([0, 31, 120, 3600, 7300, 172_800].map(ago)).toEqual([
      'just now',
      '31 s ago',
      '2 min ago',
      '1 hour ago',
      '2 hours ago',
      '2 days ago',
    ]);
    const noon = new Date(2026, 2, 12, 14, 3, 9).getTime() / 1000;
    expect(clock(noon, noon + 60)).toBe('14:03:09');
    expect(clock(noon, noon + 86_400)).toBe('12 Mar 14:03');
  });
});

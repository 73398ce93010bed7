import { lastLines, plainLog } from '../../../dist/lib/display/log-text.js';
import { reportedProgress } from '../../../dist/lib/display/progress.js';

describe('plainLog', () => {
  it('leaves what a terminal would: no colours, lines overwritten by carriage returns', () => {
    expect(plainLog('\u001b[31mERROR\u001b[0m: x\r\n')).toBe('ERROR: x\n');
    expect(plainLog('10 %\r50 %\rdone\n')).toBe('done\n');
    expect(plainLog('\u001b]8;;http://a\u0007link\u001b]8;;\u0007\u001b[2K\u0000')).toBe('link');
  });

  it('leaves out the queries of signed addresses', () => {
    const address = 'GET http://127.0.0.1:8080/objects/1/a.txt?expires=9&signature=abc done';
    expect(plainLog(address)).toBe('GET http://127.0.0.1:8080/objects/1/a.txt?… done');
    expect(plainLog('https://s3/x?X-Amz-Signature=abc&b=1')).toBe('https://s3/x?…');
    expect(plainLog('see https://docs/x?page=2')).toBe('see https://docs/x?page=2');
  });

  it('is cut at the end without blank lines', () => {
    expect(lastLines('a\nb\nc\n\n', 2)).toBe('b\nc');
    expect(lastLines('x'.repeat(100), 5, 10)).toBe(`…${'x'.repeat(10)}`);
  });
});

describe('reportedProgress', () => {
  it('reads the documented forms, the last one counts', () => {
    expect(reportedProgress('progress 10 %\nprogress 40 %\nstep 3\n')).toBe(0.4);
    expect(reportedProgress('progress: 0.4')).toBe(0.4);
    expect(reportedProgress('Progress = 12/30')).toBe(0.4);
    expect(reportedProgress('40%')).toBe(0.4);
    expect(reportedProgress('[ 40 %]')).toBe(0.4);
    expect(reportedProgress(' 40%|####      | 12/30 [00:01<00:02]')).toBe(0.4);
  });

  it('does not take other numbers for progress', () => {
    expect(reportedProgress('99.7% CPU use with 1 MPI tasks x 1 OpenMP threads')).toBeUndefined();
    expect(reportedProgress('progress: step 5000')).toBeUndefined();
    expect(reportedProgress('progress 5000')).toBeUndefined();
    expect(reportedProgress('')).toBeUndefined();
  });
});

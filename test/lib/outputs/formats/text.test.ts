import { made, shown } from '../../../support/fixtures.ts';

describe('logs', () => {
  it('have the colours of a terminal, everything in them escaped', async () => {
    const log =
      'plain\n\u001b[1;31mERROR\u001b[0m <b>bold</b> \u001b[38;2;10;20;30mexact\u001b[0m\n10 %\r50 %\r100 %\n';
    const { 'text/html': html = '', 'text/plain': text } = await shown(made('run.log', log));
    expect(text).toBe('plain\nERROR <b>bold</b> exact\n100 %\n');
    expect(html).toContain('<span style="font-weight:600;color:var(--bad)">ERROR</span>');
    expect(html).toContain('&lt;b&gt;bold&lt;/b&gt;');
    expect(html).toContain('rgb(10 20 30)');
    expect(html).toContain('100 %');
    expect(html).not.toContain('50 %');
  });

  it('let no code of a terminal become HTML', async () => {
    const hostile =
      '\u001b]8;;javascript:alert(1)\u001b\\link\u001b]8;;\u001b\\ \u001b[31m"><img src=x onerror=alert(1)>\u001b[0m\u001b[2J\u0007';
    const { 'text/html': html = '' } = await shown(made('run.log', hostile));
    expect(html).not.toMatch(/<img|javascript:|\u001b|\u0007/);
  });

  it('may be one long line', async () => {
    const line = `\u001b[32m${'x'.repeat(60_000)}`;
    expect((await shown(made('run.log', line)))['text/html']).toContain('xxx</span>');
  });

  it('that are long show how they begin and end', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`).join('\n');
    const { 'text/plain': text = '' } = await shown(made('run.out', lines));
    expect(text.startsWith('line 0\n')).toBe(true);
    expect(text.endsWith('line 19999')).toBe(true);
    expect(text).toContain('kB left out; text() and lines() have all');
    expect(text.length).toBeLessThan(70_000);
  });
});

describe('Markdown', () => {
  it('is formatted, and nothing in it is HTML, a script, or a picture to be fetched', async () => {
    const markdown =
      '# Result\n\n**bold** $x^2$ <script>alert(1)</script> [a](javascript:alert(2)) ![seen](https://example.org/x.png "t")\n\n| a | b |\n|---|---|\n| 1 | 2 |\n';
    const { 'text/html': html = '' } = await shown(made('README.md', markdown));
    expect(html).toMatch(/<h1>Result<\/h1>\s*<p><strong>bold<\/strong> \$x\^2\$ &lt;script&gt;/);
    expect(html).toContain('<a href="https://example.org/x.png">seen</a>');
    expect(html).toContain('<td>1</td>');
    expect(html).not.toMatch(/<script|<img|href="javascript/);
  });
});

describe('what is unknown', () => {
  it('is shown as bytes and characters', async () => {
    const { 'text/plain': text } = await shown(made('x.bin', Uint8Array.of(0, 1, 72, 105, 255)));
    expect(text).toBe(
      '00000000  00 01 48 69 ff                                   ··Hi·\nx.bin · binary, 5 bytes',
    );
    expect((await shown(made('x.txt', Uint8Array.of(0, 1))))['text/plain']).toContain('binary, 2 bytes');
    expect((await shown(made('x.txt', '')))['text/plain']).toBe('x.txt · empty');
  });
});

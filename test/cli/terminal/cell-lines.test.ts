import { CellLines } from '../../../dist/cli/terminal/cell-lines.js';

/** Collects what is written, as a terminal or as a file. */
function output(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

const cell = { cell_type: 'code' as const, source: `const x = ${'long '.repeat(30)}\n2`, metadata: {} };

describe('the lines of cells', () => {
  it('show how far a cell is beside its first line, however long that is', async () => {
    const { written, stream } = output(true);
    const lines = new CellLines(stream);
    lines.cellStarted(cell, 0, 12);
    lines.cellProgress('\x1b[31mrunning job\x1b[2J · 40\x07 %');
    await new Promise<void>(resolve => {
      const write = stream.write;
      stream.write = text => {
        write.call(stream, text as string);
        resolve();
        return true;
      };
    });
    lines.cellEnded(false);
    expect(written.at(-2)).toMatch(
      /^\r\x1b\[K… +\d\.\d s {3}1\/12 {2}const x = long .*… {2}— {2}running job · 40 %$/,
    );
    expect(written.at(-1)).toMatch(/^\r\x1b\[K✓ +\d\.\d s {3}1\/12 {2}const x = long .*…\n$/);
    for (const line of written) expect(line.replace('\r\x1b[K', '').length).toBeLessThanOrEqual(80);
  });

  it('are whole in a terminal that says it has no columns', () => {
    const { written, stream } = output(true, 0);
    const lines = new CellLines(stream);
    lines.cellStarted(cell, 0, 1);
    lines.cellEnded(false);
    expect(written.at(-1)).toMatch(/1\/1 {2}const x = long/);
  });

  it('are one for each cell where there is no terminal', () => {
    const { written, stream } = output(false);
    const lines = new CellLines(stream);
    lines.cellStarted(cell, 2, 3);
    lines.cellProgress('running');
    lines.cellEnded(true);
    expect(written).toEqual([expect.stringMatching(/^✕ +\d\.\d s {2}3\/3 {2}const x/)]);
  });
});

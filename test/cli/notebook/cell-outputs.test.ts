import { CellOutputs } from '../../../dist/cli/notebook/cell-outputs.js';
import type { Output } from '../../../dist/cli/notebook/format.js';

const stream = (text: string) => ({ type: 'stream', content: { name: 'stdout', text } });
const display = (text: string, id?: string) => ({
  type: 'display_data',
  content: { data: { 'text/plain': text }, metadata: {}, transient: id ? { display_id: id } : {} },
});

describe('the outputs of cells', () => {
  let cells: CellOutputs;
  let outputs: Output[];

  beforeEach(() => {
    cells = new CellOutputs();
    outputs = [];
  });

  it('joins what is printed, and lets a carriage return overwrite its line', () => {
    for (const text of ['one\n', '10 %\r', '20 %\r', 'done\r\n']) cells.add(outputs, stream(text));
    expect(outputs).toEqual([{ output_type: 'stream', name: 'stdout', text: 'one\ndone\r\n' }]);
  });

  it('updates a display in place, in every cell that shows it', () => {
    const later: Output[] = [];
    cells.add(outputs, display('queued', 'card'));
    cells.add(later, display('queued', 'card'));
    cells.add(later, {
      type: 'update_display_data',
      content: { data: { 'text/plain': 'completed' }, metadata: {}, transient: { display_id: 'card' } },
    });
    expect([...outputs, ...later]).toMatchObject([
      { data: { 'text/plain': 'completed' } },
      { data: { 'text/plain': 'completed' } },
    ]);
  });

  it('clears at once, or when the next output comes', () => {
    cells.add(outputs, display('a'));
    cells.add(outputs, { type: 'clear_output', content: { wait: true } });
    expect(outputs).toHaveLength(1);
    cells.add(outputs, display('b'));
    expect(outputs).toMatchObject([{ data: { 'text/plain': 'b' } }]);
    cells.add(outputs, { type: 'clear_output', content: { wait: false } });
    expect(outputs).toEqual([]);
  });
});

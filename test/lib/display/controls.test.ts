import { choice, controls, show, slider } from '../../../dist/lib/index.js';
import { RecordingPort } from '../../support/recording-port.ts';

let port: RecordingPort;
beforeEach(() => {
  port = RecordingPort.register();
});

/** What is seen, but for the panel. */
const shown = () => port.texts.slice(1).filter(text => text !== '');

describe('controls', () => {
  it('call the function with what they are set to, and show what it gives in the same place', async () => {
    const panel = controls(
      { temp: slider(0.5, 3), pair: choice(['lj/cut', 'morse']), steps: 200, log: false },
      ({ temp, pair, steps, log }) => {
        const product: number = temp * steps;
        return `${product} ${pair.toUpperCase()} ${log ? 'log' : 'linear'}`;
      },
    );
    expect(await panel.result).toBe('352 LJ/CUT linear');
    expect(panel.values).toEqual({ temp: 1.76, pair: 'lj/cut', steps: 200, log: false });
    expect(port.texts[0]).toMatch(/^temp = 1\.76 \(0\.5 to 3\)\npair = lj\/cut \(lj\/cut, morse\)\n/);
    await panel.set({ temp: 3, log: true });
    expect(await panel.set({ pair: 'morse' })).toBe('600 MORSE log');
    expect(shown()).toEqual([expect.stringMatching(/^ran in /), '600 MORSE log']);
    expect(port.texts[0]).toContain('temp = 3 (0.5 to 3)');
  });

  it('replace all that the function has shown before, whatever it showed', async () => {
    const panel = controls({ n: 3 }, ({ n }) => {
      for (let i = 0; i < n; i++) show(`view ${i} of ${n}`).update(`view ${i} of ${n}, later`);
    });
    await panel.set({ n: 1 });
    await port.shows(/view 0 of 1, later/);
    expect(shown()).toHaveLength(2);
    await panel.set({ n: 2 });
    await port.shows(/view 1 of 2, later/);
    expect(shown()).toHaveLength(3);
  });

  it('let the last choice win: what an earlier call gives later is not seen', async () => {
    let finish = () => {};
    const slow = new Promise<void>(resolve => {
      finish = resolve;
    });
    const panel = controls({ n: 1 }, async ({ n }) => {
      if (n === 1) await slow;
      return `result ${n}`;
    });
    const first = panel.result;
    await panel.set({ n: 2 });
    finish();
    expect(await first).toBe('result 1');
    expect(shown()).toEqual([expect.stringMatching(/^ran in /), 'result 2']);
  });

  it('tell an error of the function, and go on', async () => {
    const panel = controls({ n: 1 }, ({ n }) => {
      if (n < 2) throw new RangeError('too few');
      return n;
    });
    await expect(panel.result).rejects.toThrow('too few');
    expect(shown()).toEqual(['RangeError: too few']);
    expect(await panel.set({ n: 2 })).toBe(2);
  });

  it('refuse what they do not take, and say what they do', async () => {
    const panel = controls({ temp: slider(0, 1), pair: choice([1, 2]) }, () => {});
    await expect(panel.set({ temp: 7 })).rejects.toThrow('temp: 7 is no number from 0 to 1');
    await expect(panel.set({ pair: 3 as 1 })).rejects.toThrow('pair: 3 is none of 1, 2');
    await expect(panel.set({ tmp: 1 } as object)).rejects.toThrow(
      "There is no control 'tmp', but temp, pair",
    );
    expect(() => slider(3, 1)).toThrow('is no range');
    expect(() => controls({ x: [1] as never }, () => {})).toThrow('is no control: give slider(min, max)');
  });

  it('have steps that are round, and whole numbers where the ends are', () => {
    const html = (min: number, max: number) => slider(min, max).html(min, '');
    expect(html(0.5, 3)).toContain('step="0.02"');
    expect(html(0, 1)).toContain('step="0.01"');
    expect(html(1, 100)).toContain('step="1"');
    expect(html(0, 1000)).toContain('step="10"');
    expect(slider(1, 100).value).toBe(51);
  });
});

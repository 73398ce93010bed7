import { afterEach, describe, expect, it } from '@jest/globals';
import { Notebook } from './notebook.ts';

let notebook: Notebook;
afterEach(() => notebook.close());

describe('compiler options', () => {
  it('are strict unless the kernel is told otherwise', async () => {
    const code = 'function f(x) { return x }\nlet s: string = null; f(s)';
    notebook = await Notebook.open();
    expect((await notebook.run(code)).traceback).toMatch(/TS7006[\s\S]*TS2322/);
    await notebook.close();
    notebook = await Notebook.open({ compilerOptions: { strict: false } });
    expect(await notebook.values(code)).toBe('null');
  });
});

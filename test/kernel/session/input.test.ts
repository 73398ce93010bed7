import { type CellResult, TestKernel } from '../../support/kernel.ts';

describe('input()', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.close());

  /** Answers each question with the text of that name. */
  const answers = (texts: Record<string, string>) => {
    const asked: unknown[] = [];
    const onInput = (question: { prompt: string; password: boolean }) => {
      asked.push(question);
      return texts[question.prompt]!;
    };
    return { asked, onInput };
  };

  it('asks the front end for a line and gives what was typed, also after other awaits', async () => {
    const { asked, onInput } = answers({ 'name? ': 'Ada', 'and yours? ': 'Grace\u00e9' });
    const { status, value, stdout } = await kernel.run(
      `const first = await input('name? '); await new Promise(resolve => setTimeout(resolve, 5));
       console.log('hello ' + first); const second: string = await input('and yours? '); [first, second].join()`,
      { onInput },
    );
    expect({ status, value, stdout }).toEqual({
      status: 'ok',
      value: "'Ada,Grace\u00e9'",
      stdout: 'hello Ada\n',
    });
    expect(asked).toEqual([
      { prompt: 'name? ', password: false },
      { prompt: 'and yours? ', password: false },
    ]);
  });

  it('hides a password, and keeps what was typed out of the history', async () => {
    const { asked, onInput } = answers({ 'password: ': 'hunter2' });
    const { value } = await kernel.run(
      "const password = await input('password: ', { password: true }); password.length",
      { onInput },
    );
    expect(value).toBe('7');
    expect(asked).toEqual([{ prompt: 'password: ', password: true }]);
    const { content } = await kernel.client.request('shell', 'history_request', {
      hist_access_type: 'tail',
      n: 100,
      output: true,
      raw: true,
    });
    expect(JSON.stringify(content)).toContain('password.length');
    expect(JSON.stringify(content)).not.toContain('hunter2');
  });

  it('asks one question after the other when a cell asks several at once', async () => {
    const { asked, onInput } = answers({ a: '1', b: '2', '': '3' });
    const { value } = await kernel.run("(await Promise.all([input('a'), input('b'), input()])).join()", {
      onInput,
    });
    expect(value).toBe("'1,2,3'");
    expect(asked).toHaveLength(3);
  });

  it('is an error where the front end can not be asked', async () => {
    const { reply } = await kernel.run("await input('name? ')");
    expect(reply).toMatchObject({ status: 'error', ename: 'StdinNotImplementedError' });
    expect(String(reply['traceback'])).toMatch(/cell\[\d+\]:1/);
    expect((await kernel.run("await input('name? ').catch(error => error.code)")).value).toBe(
      "'stdin-not-implemented'",
    );
  });

  it('is an error after the end of the input', async () => {
    const { reply } = await kernel.run('await input()', { onInput: () => '\x04' });
    expect(reply).toMatchObject({ status: 'error', ename: 'EndOfInputError' });
  });

  it('is an error after the cell has ended', async () => {
    const { stderr } = await kernel.run("void input('too late'); 1", {
      onInput: () => new Promise(() => {}),
    });
    const told = stderr.includes('StdinNotImplementedError') || kernel.printed('StdinNotImplementedError');
    await told;
    const late = kernel.printed('late: stdin-not-implemented');
    await kernel.run("setTimeout(() => input().catch(error => console.log('late: ' + error.code)), 1); 1", {
      onInput: () => 'no',
    });
    await late;
  });

  it('ends with the cell when that is interrupted, and a late answer goes to nobody', async () => {
    let answer: (text: string) => void = () => {};
    let cell: Promise<CellResult> | undefined;
    await new Promise<void>(asked => {
      const onInput = () => {
        asked();
        return new Promise<string>(later => {
          answer = later;
        });
      };
      cell = kernel.run("await input('interrupted? ')", { onInput });
    });
    await kernel.client.interrupt();
    expect((await cell)?.reply).toMatchObject({ status: 'error', ename: 'InterruptedError' });
    answer('late');
    const { value } = await kernel.run("await input('next? ')", { onInput: () => 'right' });
    expect(value).toBe("'right'");
  });

  it('is asked by a subshell while the main shell waits for its own answer', async () => {
    const { content } = await kernel.client.request('control', 'create_subshell_request');
    const subshell = String(content['subshell_id']);
    const main = kernel.run("'main ' + await input('main? ')", { onInput: () => 'one' });
    const beside = kernel.run("'beside ' + await input('beside? ')", { onInput: () => 'two', subshell });
    expect([(await main).value, (await beside).value]).toEqual(["'main one'", "'beside two'"]);
  });

  it('gives way to a declaration of the same name', async () => {
    await kernel.run('const input = 6; const comms: string[] = []');
    expect((await kernel.run('input * 7 + comms.length')).value).toBe('42');
  });
});

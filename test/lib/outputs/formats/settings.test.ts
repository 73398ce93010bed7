import { jest } from '@jest/globals';
import { made, shown } from '../../../support/fixtures.ts';

describe('YAML, TOML and INI', () => {
  it('are values', async () => {
    const yaml = 'run: &a {temp: 1.44, on: yes}\nagain: *a\nlist: [1, 2]\n';
    expect(await made('a.yaml', yaml).json()).toEqual({
      run: { temp: 1.44, on: 'yes' },
      again: { temp: 1.44, on: 'yes' },
      list: [1, 2],
    });
    expect(await made('a.yml', '---\na: 1\n---\nb: 2\n').json()).toEqual([{ a: 1 }, { b: 2 }]);
    expect(await made('a.toml', 'x = 9007199254740993\n[run]\ntemp = 1.44\n').json()).toEqual({
      x: 9007199254740993n,
      run: { temp: 1.44 },
    });
    expect(
      await made('a.ini', '; note\nn = 2\n[run]\r\ntemp = 1.44\r\nname = lj\r\non = true\r\n').json(),
    ).toEqual({
      n: 2,
      run: { temp: 1.44, name: 'lj', on: true },
    });
  });

  it('take lists as keys without a warning', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    expect(await made('a.yaml', '? [1, 2]\n: x\n').json()).toEqual({ '[ 1, 2 ]': 'x' });
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('are tables where they are lists of records', async () => {
    expect((await made('a.yaml', '- {x: 1}\n- {x: 2}\n').table()).column('x')).toEqual([1, 2]);
    await expect(made('a.toml', 'x = 1\n').table()).rejects.toThrow('a.toml is TOML, but no list of objects');
  });

  it('are shown as they were written', async () => {
    const text = '# why\ntemp: 1.44 # <b>\n';
    expect((await shown(made('a.yaml', text)))['text/plain']).toBe(text);
  });

  it('say where they break, and refuse what a few lines blow up', async () => {
    await expect(made('a.yaml', 'a: [1, 2\nb: 3\n').json()).rejects.toThrow(
      /a\.yaml is not valid YAML: .*line 2/s,
    );
    await expect(made('a.toml', 'a = \n').json()).rejects.toThrow(/a\.toml is not valid TOML/);
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 9; i++) {
      const [name, before] = [String.fromCharCode(97 + i), String.fromCharCode(96 + i)];
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`);
    }
    await expect(made('a.yaml', bomb.join('\n')).json()).rejects.toThrow('alias');
    for (const deep of [
      '['.repeat(20_000),
      '- '.repeat(20_000),
      '{a: '.repeat(20_000),
      '? '.repeat(20_000),
    ]) {
      await expect(made('a.yaml', deep).json()).rejects.toThrow('nested more than 200 levels deep');
    }
    await expect(made('a.ini', `[${'a.'.repeat(20_000)}b]\nx = 1`).json()).rejects.toThrow('levels deep');
    await expect(made('a.toml', `[${'a.'.repeat(20_000)}b]\nx = 1`).json()).rejects.toThrow('levels deep');
    await expect(made('a.ini', '__proto__ = 1\n[__proto__]\npolluted = 1\n').json()).resolves.toEqual({});
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('JSON as a table', () => {
  it('keeps whole numbers beyond 2^53, and dates, whatever its size', async () => {
    const line =
      '{"id": 9007199254740993, "x": 0.1234567890123456, "t": "12345678901234567890 \\"a\\"", "when": "2026-01-02T03:04:05Z"}\n';
    const rows = [
      {
        id: 9007199254740993n,
        x: 0.1234567890123456,
        t: '12345678901234567890 "a"',
        when: new Date('2026-01-02T03:04:05Z'),
      },
    ];
    for (const [name, text] of [
      ['a.ndjson', line],
      ['a.json', `[${line}]`],
    ] as const) {
      expect((await made(name, text).table()).rows()).toEqual(rows);
    }
    const large = await made('a.ndjson', line.repeat(20_000)).table();
    expect(large.head(1).rows()).toEqual(rows);
    expect((await made('b.json', '[{"a": [9007199254740993, 1]}]').table()).column('a')).toEqual([
      [9007199254740993n, 1],
    ]);
  });

  it('of large files has the keys that come late', async () => {
    const text = `${'{"a": 1, "b": "some text that takes some place in the file"}\n'.repeat(40_000)}{"a": 1.5, "c": true}\n`;
    const table = await made('a.ndjson', text).table();
    expect(table.tail(1).rows()).toEqual([{ a: 1.5, b: null, c: true }]);
    expect((await shown(made('a.ndjson', text)))['text/plain']).toContain(
      'first 20 rows of a.ndjson (2.4 MB) × 2 columns',
    );
  });
});

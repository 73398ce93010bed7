import { fixture, made, shown } from '../../../support/fixtures.ts';

describe('Excel workbooks', () => {
  const book = fixture('book.xlsx');

  it('give their first sheet: numbers, dates, booleans, texts, and nothing for errors and formulas never computed', async () => {
    const table = await book.table();
    expect(table.rows()).toEqual([
      { temp: 0.8, press: 1, when: new Date('2024-02-29T12:30Z'), ok: true, note: '<i>hot</i>' },
      { temp: 1.44, press: null, when: new Date('1900-01-01T00:00Z'), ok: false, note: 'a\nb' },
      { temp: null, press: null, when: null, ok: null, note: 'é' },
    ]);
    expect((await shown(book))['text/html']).toContain('&lt;i&gt;hot&lt;/i&gt;');
  });

  it('give another sheet by its name or number, from where its values begin', async () => {
    expect((await book.table({ part: 'far' })).rows()).toEqual([{ n: 2, square: 4 }]);
    expect((await book.table({ part: 2 })).columns).toEqual(['n', 'square']);
    expect((await book.table({ part: 'far', header: false })).rows()[1]).toEqual({ column1: 2, column2: 4 });
    expect(await book.table({ part: 'empty' })).toHaveLength(0);
    await expect(book.table({ part: 'x' })).rejects.toThrow(
      "Its sheets are 'Runs & more', 'far', 'empty', 'secret'.",
    );
    expect(await book.json()).toContainEqual({ sheet: 'secret', hidden: true });
  });

  it('have what takes longer than a day as hours, minutes and seconds', async () => {
    const table = await fixture('durations.xlsx').table();
    expect(table.column('took')).toEqual(['30:15:00', '0:30:00', '240:00:00']);
    expect(table.column('lasted')).toEqual(['-1:30:00', '36:00:00.500', '0:00:00']);
    expect(table.types['clock']).toBe('date');
  });

  it('are read as pandas writes them', async () => {
    const table = await fixture('pandas.xlsx').table();
    expect(table.rows()[1]).toEqual({ a: 2, b: null, t: new Date('2020-06-01T06:00Z') });
  });

  it('are known by their contents, and refused when they are cut short or none', async () => {
    const bytes = await book.bytes();
    expect(await made('renamed.bin', bytes).table()).toHaveLength(3);
    await expect(made('cut.xlsx', bytes.subarray(0, 4000)).table()).rejects.toMatchObject({
      code: 'malformed-file',
    });
    await expect(
      made('a.xlsx', await fixture('outputs.zip').bytes()).table({ format: 'xlsx' }),
    ).rejects.toThrow('is no Excel workbook');
  });
});

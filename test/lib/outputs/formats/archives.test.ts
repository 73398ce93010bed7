import { fixture, made, shown } from '../../../support/fixtures.ts';

describe('archives', () => {
  it('list their members, whatever their names', async () => {
    const zip = fixture('outputs.zip');
    const list = await zip.table();
    expect(list.column('name')).toEqual(['logs/a.csv', '../../etc/<evil>.txt', 'é.json']);
    expect(list.column('size')).toEqual([8, 9, 8]);
    expect((await shown(zip))['text/html']).toContain('../../etc/&lt;evil&gt;.txt');
    const tar = await fixture('outputs.tar.gz').table();
    expect(tar.column('name')).toEqual(['out/outputs.zip', 'out/grid.npy']);
  });

  it('give a member as whatever it is', async () => {
    const zip = fixture('outputs.zip');
    expect((await zip.table({ part: 'logs/a.csv' })).rows()).toEqual([{ x: 1, y: 2 }]);
    expect(await zip.json({ part: 'é.json' })).toEqual({ a: 1 });
    const tar = fixture('outputs.tar.gz');
    expect((await tar.array({ part: 'out/grid.npy' })).shape).toEqual([4, 6]);
    expect((await tar.table({ part: 'out/outputs.zip' })).column('name')).toContain('é.json');
    await expect(zip.table({ part: 'b.csv' })).rejects.toThrow("has no member 'b.csv'. It has 'logs/a.csv'");
    await expect(tar.array()).rejects.toThrow("{ part: 'out/outputs.zip' }");
  });

  it('are refused when they are cut short', async () => {
    const zip = await fixture('outputs.zip').bytes();
    await expect(made('a.zip', zip.subarray(0, 300)).table()).rejects.toMatchObject({
      code: 'malformed-file',
    });
    const { gunzipSync } = await import('node:zlib');
    const tar = gunzipSync(await fixture('outputs.tar.gz').bytes());
    await expect(made('a.tar', tar.subarray(0, 1100)).table()).rejects.toMatchObject({
      code: 'malformed-file',
    });
  });
});

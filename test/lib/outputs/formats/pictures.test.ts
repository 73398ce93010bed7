import { decode } from 'fast-png';
import { fixture, made, shown } from '../../../support/fixtures.ts';

/** The value that the fixtures have in a row and column. */
const ramp = (row: number, column: number) => row * 24 + column;
const color = (row: number, column: number) => {
  const value = ramp(row, column) % 256;
  return [value, Math.floor(value / 2), 255 - value];
};

/** The pixels of the PNG that a display has in its HTML. */
async function pixels(value: unknown) {
  const { 'text/html': html = '' } = await shown(value);
  const base64 = /src="data:image\/png;base64,([^"]+)"/.exec(html)?.[1] ?? '';
  return decode(Buffer.from(base64, 'base64'));
}

describe('pictures', () => {
  it('of TIFF are the numbers that they hold, of any page, depth and layout', async () => {
    const float = await fixture('float.tif').array();
    expect(float).toMatchObject({ shape: [20, 24], dtype: 'float32' });
    expect(float.get(1, 1)).toBe(25 / 8);
    expect((await fixture('stack.tif').array({ part: 2 })).get(0, 0)).toBe(1);
    expect((await fixture('tiles.tif').array()).slice(17, 20).toNested()).toEqual(color(17, 20));
    await expect(fixture('stack.tif').array({ part: 3 })).rejects.toThrow('has no page 3. It has 2');
  });

  it('of TIFF show as PNG', async () => {
    const { 'text/plain': text } = await shown(await fixture('stack.tif').image());
    expect(text).toMatch(/stack\.tif · uint16 20 × 24 · page 1 of 2$/);
    const float = await pixels(await fixture('float.tif').image());
    expect([float.width, float.height, float.data[0], float.data.at(-1)]).toEqual([24, 20, 0, 255]);
    const palette = await pixels(await fixture('palette.tif').image());
    expect(palette.channels).toBe(3);
    expect(Math.abs(palette.data[2]! - 255)).toBeLessThan(40);
  });

  it.each([
    ['colors.gif', 'image/gif'],
    ['colors.webp', 'image/webp'],
  ])('show %s as it is', async (name, type) => {
    const { 'text/html': html = '', ...bundle } = await shown(await fixture(name).image());
    const given = bundle[type] ?? html;
    expect(given).toContain(Buffer.from(await fixture(name).bytes()).toString('base64'));
  });

  it.each(['colors.png', 'colors.ppm', 'tiles.tif'])('give the numbers of %s', async name => {
    const array = await fixture(name).array();
    expect(array).toMatchObject({ shape: [20, 24, 3], dtype: 'uint8' });
    expect(array.slice(5, 6).toNested()).toEqual(color(5, 6));
  });

  it('give numbers of JPEG, of palettes, of 16 bits and of one', async () => {
    const jpeg = (await fixture('colors.jpg').array()).slice(3, 4).toNested() as number[];
    jpeg.forEach((value, i) => {
      expect(Math.abs(value - color(3, 4)[i]!)).toBeLessThan(12);
    });
    expect((await fixture('palette.png').array()).shape).toEqual([20, 24, 3]);
    expect((await fixture('deep.png').array({ slice: [19, 23] })).get()).toBe(ramp(19, 23) * 100);
    expect((await fixture('bits.png').array()).shape).toEqual([20, 24, 3]);
    expect((await fixture('greys.pgm').array()).get(2, 3)).toBe(ramp(2, 3));
    const bits = await fixture('bits.pbm').array();
    expect([bits.get(0, 0), bits.get(19, 23)]).toEqual([0, 255]);
    expect((await made('a.ppm', 'P3 # text\n1 2\n255\n1 2 3\n4 5 6\n').array()).toNested()).toEqual([
      [[1, 2, 3]],
      [[4, 5, 6]],
    ]);
  });

  it('of PNG and JPEG are given to the front end as they are, known by their contents', async () => {
    const bundle = await shown(made('plot.dat', await fixture('colors.png').bytes()));
    expect(Object.keys(bundle)).toEqual(['image/png', 'text/plain']);
    expect(bundle['text/plain']).toBe('PNG image, 24 × 20, 102 bytes');
  });

  it('that are large are made smaller', async () => {
    const picture = await fixture('colors.jpg').bytes();
    const file = made('large.jpg', Buffer.concat([picture, Buffer.alloc(9_000_000)]));
    const { 'text/plain': text } = await shown(file);
    expect(text).toBe('large.jpg · 24 × 20, 9 MB · shown smaller');
    const { width, height } = await pixels(await file.image());
    expect([width, height]).toEqual([24, 20]);
  });

  it('of SVG run no scripts', async () => {
    const svg =
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>';
    const bundle = await shown(made('a.txt.svg', svg));
    expect(Object.keys(bundle)).toEqual(['text/html', 'text/plain']);
    expect(bundle['text/html']).toMatch(/<img src="data:image\/svg\+xml;base64,/);
    expect(bundle['text/html']).not.toMatch(/alert|onload/);
    expect((await shown(made('unnamed', svg)))['text/html']).toContain('image/svg+xml');
  });

  it('of PDF are a page, with a link to the file', async () => {
    const file = fixture('plot.pdf');
    const first = await pixels(await file.image());
    expect([first.width, first.height]).toEqual([288, 144]);
    expect([...first.data.subarray(0, 3)]).toEqual([255, 0, 0]);
    const second = await file.image({ part: 2 });
    expect([...(await pixels(second)).data.subarray(0, 3)]).toEqual([0, 0, 255]);
    const { 'text/html': html, 'text/plain': text } = await shown(second);
    expect(text).toMatch(/plot\.pdf · page 2 of 2 · 1\.6 kB$/);
    expect(html).toContain('download="plot.pdf" href="data:application/pdf;base64,');
  });

  it.each(['mp4', 'webm'])('that move have a player: %s', async kind => {
    const { 'text/html': html } = await shown(fixture(`clip.${kind}`));
    expect(html).toContain(`<video controls src="data:video/${kind};base64,`);
  });

  it('that are too large for a notebook say so', async () => {
    const mp4 = Buffer.alloc(26_000_000);
    mp4.write('ftypisom', 4, 'latin1');
    await expect(shown(made('long.mp4', mp4))).rejects.toMatchObject({ code: 'too-large' });
    const header = Buffer.from(await fixture('colors.png').bytes());
    header.writeUInt32BE(100_000, 16);
    header.writeUInt32BE(100_000, 20);
    await expect(made('huge.png', header).array()).rejects.toMatchObject({ code: 'too-large' });
    await expect(made('huge.pgm', 'P5 100000 100000 255\n').array()).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  it('that are cut short or damaged are refused', async () => {
    for (const name of ['float.tif', 'greys.pgm', 'colors.png', 'colors.jpg', 'palette.png']) {
      const bytes = await fixture(name).bytes();
      await expect(made(name, bytes.subarray(0, bytes.length * 0.6)).array()).rejects.toMatchObject({
        code: 'malformed-file',
      });
    }
    await expect(made('a.pbm', 'P1 3 0\n').image()).rejects.toMatchObject({ code: 'malformed-file' });
    // A directory that promises four thousand million values of one byte.
    const tiff = Buffer.from(await fixture('stack.tif').bytes());
    tiff.writeUInt16LE(1, tiff.readUInt32LE(4) + 4);
    tiff.writeUInt32LE(0xffffffff, tiff.readUInt32LE(4) + 6);
    await expect(made('many.tif', tiff).array()).rejects.toMatchObject({ code: 'malformed-file' });
    const none = Buffer.from(await fixture('float.tif').bytes());
    // The value of the second entry, which is the height.
    none.writeUInt16LE(0, none.readUInt32LE(4) + 2 + 12 + 8);
    await expect(made('none.tif', none).image()).rejects.toThrow('it has no pixels');
    // Codes of LZW, of 9 bits each, the last of which stands for itself and a byte.
    const circle = [256, 65, 259, 66, 259, 257].map(code => code.toString(2).padStart(9, '0')).join('');
    const tiles = Buffer.from(await fixture('tiles.tif').bytes());
    tiles.set(
      circle.match(/.{8}/g)!.map(byte => Number.parseInt(byte, 2)),
      304,
    );
    await expect(made('lzw.tif', tiles).array()).rejects.toThrow('its LZW is damaged');
    const pdf = await fixture('plot.pdf').bytes();
    await expect(made('a.pdf', pdf.subarray(0, 300)).image()).rejects.toMatchObject({
      code: 'malformed-file',
    });
  });
});

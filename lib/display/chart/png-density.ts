import { crc32 } from 'node:zlib';

/** Where the header chunk of every PNG ends (https://www.w3.org/TR/png-3/#5Chunk-layout). */
const headerEnd = 33;
/** 72 dots per inch, a pixel of the screen, in dots per metre. */
const plain = 72 / 0.0254;

/** The same PNG, saying that it has `zoom` dots to a pixel of the screen: a front end can then show it at its true size. */
export function withDensity(png: Uint8Array, zoom: number): Uint8Array {
  const chunk = Buffer.alloc(4 + 4 + 9 + 4);
  chunk.writeUInt32BE(9, 0);
  chunk.write('pHYs', 4, 'latin1');
  chunk.writeUInt32BE(Math.round(plain * zoom), 8);
  chunk.writeUInt32BE(Math.round(plain * zoom), 12);
  chunk.writeUInt8(1, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)]);
}

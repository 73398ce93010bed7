import { pngChunk } from './png-chunk.js';

/** Where the header chunk of every PNG ends. */
const headerEnd = 33;
/** 72 dots per inch, a pixel of the screen, in dots per metre. */
const plain = 72 / 0.0254;

/** The same PNG, saying that it has `zoom` dots to a pixel of the screen: a front end can then show it at its true size. */
export function withDensity(png: Uint8Array, zoom: number): Uint8Array {
  const dots = Buffer.alloc(9);
  dots.writeUInt32BE(Math.round(plain * zoom), 0);
  dots.writeUInt32BE(Math.round(plain * zoom), 4);
  dots.writeUInt8(1, 8);
  return Buffer.concat([png.subarray(0, headerEnd), pngChunk('pHYs', dots), png.subarray(headerEnd)]);
}

import { imageType } from '../../display/image-type.js';
import type { LazyReader } from '../reader.js';
import { begins } from '../text.js';

/** What is looked at: pictures, pages, videos. */
export const pictureFormats: readonly LazyReader[] = [
  {
    format: 'picture',
    title: 'picture (PNG, JPEG, GIF, WebP)',
    extensions: ['png', 'jpg', 'jpeg', 'gif', 'webp'],
    matches: head => imageType(head) !== undefined,
    gives: ['image', 'array'],
    load: async () => (await import('./picture.js')).pictureReader,
  },
  {
    format: 'tiff',
    title: 'TIFF',
    extensions: ['tif', 'tiff'],
    matches: head => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].some(magic => begins(head, magic)),
    gives: ['image', 'array'],
    load: async () => (await import('./tiff.js')).tiffReader,
  },
  {
    format: 'netpbm',
    title: 'PPM, PGM or PBM',
    extensions: ['ppm', 'pgm', 'pbm', 'pnm'],
    matches: head => /^P[1-6]\s(?:\s|#[^\n]*\n)*\d+\s/.test(String.fromCharCode(...head.subarray(0, 300))),
    gives: ['image', 'array'],
    load: async () => (await import('./netpbm.js')).netpbmReader,
  },
  {
    format: 'svg',
    title: 'SVG',
    extensions: ['svg'],
    looksLike: text =>
      /^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/s.test(text.slice(0, 5000)),
    gives: ['image'],
    load: async () => (await import('./svg.js')).svgReader,
  },
  {
    format: 'pdf',
    title: 'PDF',
    extensions: ['pdf'],
    matches: head => begins(head, '%PDF-'),
    gives: ['image'],
    load: async () => (await import('./pdf.js')).pdfReader,
  },
  {
    format: 'video',
    title: 'video (MP4, WebM)',
    extensions: ['mp4', 'm4v', 'webm'],
    matches: head => begins(head, 'ftyp', 4) || begins(head, '\x1a\x45\xdf\xa3'),
    gives: [],
    load: async () => (await import('./video.js')).videoReader,
  },
];

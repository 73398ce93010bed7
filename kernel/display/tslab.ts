/**
 * What cells import as `tslab`: the API of tslab 1.0.22 for displays, on this kernel's. Notebooks made for tslab use it.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { DisplayPort } from '../../lib/display/port.js';

/** The versions of what runs the cells; that of tslab is the one whose API this is. */
export interface Versions {
  readonly tslab: string;
  readonly typescript: string;
  readonly node: string;
}

/** Shows contents by their type: text as a string, the bytes of pictures and files as they are. */
export interface Display {
  javascript(script: string): void;
  html(html: string): void;
  markdown(markdown: string): void;
  latex(latex: string): void;
  svg(svg: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  text(text: string): void;
  /** Contents of any mime type. */
  raw(contentType: string, contents: string | Uint8Array): void;
}

const { version } = createRequire(import.meta.url)('typescript/package.json') as { version: string };

export const versions: Versions = { tslab: '1.0.22', typescript: version, node: process.version };

/** Each call shows something more. */
export const display: Display = displayBy(bundle => port().show(bundle));

/** A display of its own: the first call shows something, each further call replaces it in its place. */
export function newDisplay(): Display {
  const id = randomUUID();
  let isShown = false;
  return displayBy(bundle => {
    if (isShown) port().update(id, bundle);
    else port().show(bundle, id);
    isShown = true;
  });
}

function displayBy(show: (bundle: Record<string, string | Uint8Array>) => void): Display {
  const as = (contentType: string) => (contents: string | Uint8Array) => show({ [contentType]: contents });
  return {
    javascript: as('text/javascript'),
    html: as('text/html'),
    markdown: as('text/markdown'),
    latex: as('text/latex'),
    svg: as('image/svg+xml'),
    png: as('image/png'),
    jpeg: as('image/jpeg'),
    gif: as('image/gif'),
    pdf: as('application/pdf'),
    text: as('text/plain'),
    raw: (contentType, contents) => show({ [contentType]: contents }),
  };
}

/** The kernel's displays: whatever module is loaded, the port is in the same place. */
function port(): DisplayPort {
  return (globalThis as unknown as Record<symbol, DisplayPort>)[Symbol.for('tunebook.display')]!;
}

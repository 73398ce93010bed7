import { Displayable } from '../../display/display.js';
import { escapeHtml } from '../../display/html.js';
import { styled } from '../../display/style.js';

/** A picture with a line below it, and a link to the file where there is one. */
export function shownPicture(png: Uint8Array, caption: string, html = ''): Displayable {
  return new Displayable(() => ({ 'text/html': pictureHtml(png, caption, { html }), 'text/plain': caption }));
}

/** A picture with a line below it, as HTML that stands alone; no wider than the notebook. */
export function pictureHtml(
  bytes: Uint8Array,
  caption: string,
  { type = 'image/png', html = '' }: { readonly type?: string; readonly html?: string } = {},
): string {
  const source = dataUrl(type, bytes);
  const line = `<div class="tb-soft">${escapeHtml(caption)}${html}</div>`;
  return styled(
    `<div class="tb"><img src="${source}" alt="${escapeHtml(caption)}" style="max-width:100%;height:auto">${line}</div>`,
  );
}

/** The address of contents that are in the page itself. */
export function dataUrl(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`;
}

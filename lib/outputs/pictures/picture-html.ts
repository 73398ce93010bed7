import { escapeHtml } from '../../display/html.js';
import { styled } from '../../display/style.js';

/** A PNG with a line below it, as HTML that stands alone; no wider than the notebook. */
export function pictureHtml(png: Uint8Array, caption: string): string {
  return styled(
    `<div class="tb"><img src="data:image/png;base64,${Buffer.from(png).toString('base64')}" alt="${escapeHtml(caption)}" style="max-width:100%;height:auto"><div class="tb-soft">${escapeHtml(caption)}</div></div>`,
  );
}

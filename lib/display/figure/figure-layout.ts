import { palette } from '../chart/theme.js';
import { plotlyText } from './plotly-text.js';

interface Look {
  readonly title?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** From a little above: a surface seen from plotly's own height hides less of its back than of its front. The titles below have room. */
export const camera = { eye: { x: 1.5, y: 1.5, z: 1.05 }, center: { x: 0, y: 0, z: -0.12 } };

/** What our figures have in common. Colours of text and background are left to the front end, which knows its theme. */
export function figureLayout({ title, width, height = 500 }: Look, note?: string): object {
  const text = [title && plotlyText(title), note === undefined ? undefined : `<sup>${note}</sup>`]
    .filter(Boolean)
    .join('<br>');
  return {
    ...(text === ''
      ? {}
      : {
          title: { text, x: 0.02, y: 1, xanchor: 'left', yanchor: 'top', pad: { t: 14 }, font: { size: 15 } },
        }),
    ...(width === undefined ? {} : { width }),
    height,
    margin: { l: 10, r: 10, t: text === '' ? 10 : 50, b: 10 },
    colorway: [...palette],
  };
}

/** A figure as a line of text. */
export function said(title: string | undefined, subject: string, what: string): string {
  return `Figure: ${title === undefined ? subject : `${title} (${subject})`}, ${what}`;
}

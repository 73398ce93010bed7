import type { MimeBundle } from '../port.js';
import { type Still, still } from './still.js';

/** Larger SVG pictures would make notebooks heavy; the PNG is there for them. */
const largestSvg = 40_000;

/**
 * A chart for every front end: the specification where it can be drawn, a picture everywhere else. Where no picture can be made (a
 * platform without the library that draws, data out of reach) the chart shows without one, and its text says why.
 *
 * Never beside `text/html` or `application/json`: JupyterLab would show these instead.
 *
 * @param picture makes the pictures; from the specification itself by default
 */
export async function chartBundle(
  spec: object,
  text: string,
  picture: () => Promise<Still> = () => still(spec),
): Promise<MimeBundle> {
  return withStill({ 'application/vnd.vegalite.v5+json': spec }, text, picture);
}

/** What is interactive, with a picture of it and a line of text. */
export async function withStill(
  bundle: MimeBundle,
  text: string,
  picture: () => Promise<Still>,
): Promise<MimeBundle> {
  try {
    const { png, svg } = await picture();
    return {
      ...bundle,
      ...(svg.length <= largestSvg ? { 'image/svg+xml': svg } : {}),
      'image/png': Buffer.from(png).toString('base64'),
      'text/plain': text,
    };
  } catch (error) {
    return { ...bundle, 'text/plain': `${text} (no picture: ${(error as Error).message})` };
  }
}

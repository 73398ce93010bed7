import type { MimeBundle } from '../port.js';
import type { Still } from './still.js';

/** Larger SVG pictures would make notebooks heavy; the PNG is there for them. */
const largestSvg = 40_000;

/**
 * What is interactive for the front ends that can draw it, a picture everywhere else, and a line of text. Where no picture can be made
 * (a platform without the library that draws, data out of reach) the bundle is without one, and its text says why.
 *
 * Never beside `text/html` or `application/json`: JupyterLab would show these instead.
 */
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

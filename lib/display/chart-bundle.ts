import { chartPng } from './chart-png.js';
import type { MimeBundle } from './port.js';

/**
 * A chart for every front end: the specification where it can be drawn, a picture everywhere else. Where no picture can be made (a
 * platform without the library that draws, data out of reach) the chart shows without one, and its text says why.
 *
 * Never beside `text/html` or `application/json`: JupyterLab would show these instead.
 *
 * @param picture makes the PNG; from the specification itself by default
 */
export async function chartBundle(
  spec: object,
  text: string,
  picture = () => chartPng(spec),
): Promise<MimeBundle> {
  const chart = { 'application/vnd.vegalite.v5+json': spec };
  try {
    const png = Buffer.from(await picture()).toString('base64');
    return { ...chart, 'image/png': png, 'text/plain': text };
  } catch (error) {
    return { ...chart, 'text/plain': `${text} (no picture: ${(error as Error).message})` };
  }
}

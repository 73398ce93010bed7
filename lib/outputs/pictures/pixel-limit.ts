import { TooLargeError } from '../../errors/too-large-error.js';

/** More values of one picture are not unpacked at once. */
const most = 400_000_000;

/** @throws TooLargeError when a picture promises more than is unpacked */
export function checkPixels(title: string, width: number, height: number, channels = 1): void {
  if (width * height * channels <= most) return;
  throw new TooLargeError(
    `${title} is a picture of ${width} × ${height} pixels: too large to unpack here. Make it smaller in the job.`,
  );
}

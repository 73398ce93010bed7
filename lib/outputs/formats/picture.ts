import { Displayable } from '../../display/display.js';
import { imageBundle } from '../../display/image-bundle.js';
import { NotAnImageError } from '../../errors/not-an-image-error.js';
import type { FormatReader } from '../reader.js';

/** PNG, JPEG, GIF and WebP, which front ends show themselves. */
export const pictureReader: FormatReader = {
  async image(file, options) {
    const bundle = imageBundle(await file.bytes(options));
    if (!bundle) throw new NotAnImageError(`${file.title} is no PNG, JPEG, GIF or WebP image.`);
    return new Displayable(() => bundle);
  },
};

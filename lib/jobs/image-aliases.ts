import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { settingsFile, tunebookHome } from '../model/home.js';
import { type ImageAlias, imageAliasSchema } from '../model/image-alias.js';

const schema = z.looseObject({ images: z.record(z.string(), imageAliasSchema).default({}) });

/**
 * The image aliases of the embedded service, as they are now. None where the settings can't be used: the service tells
 * what is wrong with them.
 */
export function imageAliases(): Readonly<Record<string, ImageAlias>> {
  try {
    return schema.parse(JSON.parse(readFileSync(settingsFile(tunebookHome()), 'utf8'))).images;
  } catch {
    return {};
  }
}

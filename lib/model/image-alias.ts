import { z } from 'zod';

/** An environment on this machine that stands for an image, as `images` in settings.json names it. */
export const imageAliasSchema = z.strictObject({
  /** Folders in front of PATH. */
  path: z.array(z.string()).default([]),
  /** Folders in front of the path of shared libraries. */
  libraryPath: z.array(z.string()).default([]),
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable'), z.string()).default({}),
});

/** An environment on this machine that stands for an image. */
export type ImageAlias = z.infer<typeof imageAliasSchema>;

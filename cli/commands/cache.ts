import { Command } from 'commander';
import { FileCache } from '../../lib/storage/file-cache.js';

/** `tunebook cache`: what is kept of outputs that came from services elsewhere. */
export function cacheCommand(): Command {
  return new Command('cache')
    .description(
      'show what is kept of outputs of services elsewhere (TUNEBOOK_CACHE_GB limits it, 10 by default)',
    )
    .option('--clear', 'remove it; outputs are fetched again when they are read')
    .option('--json', 'print one JSON object')
    .action(async (options: { clear?: boolean; json?: boolean }) => {
      const cache = new FileCache();
      const { files, bytes } = await cache.usage();
      if (options.clear) await cache.clear();
      if (options.json) {
        console.log(JSON.stringify({ folder: cache.folder, files, bytes, limit: cache.limit }));
        return;
      }
      const what = `${files} ${files === 1 ? 'file' : 'files'}, ${(bytes / 1e6).toFixed(1)} MB`;
      console.log(
        options.clear
          ? `Removed: ${what}.`
          : `${what} of at most ${cache.limit / 1e9} GB in ${cache.folder}. \`tunebook cache --clear\` removes it.`,
      );
    });
}

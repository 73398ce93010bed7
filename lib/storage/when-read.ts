import type { ByteSource } from './byte-source.js';

/** A source that is made when it is asked for something. */
export function whenRead(make: () => Promise<ByteSource>): ByteSource {
  let made: Promise<ByteSource> | undefined;
  const source = () => {
    made ??= make();
    return made;
  };
  return {
    size: async signal => (await source()).size(signal),
    async *stream(range, signal) {
      yield* (await source()).stream(range, signal);
    },
    async save(path, options) {
      const { saveTo } = await import('./save-to.js');
      await saveTo(await source(), path, options);
    },
  };
}

/** Under which an object tells the bytes of its parts: who has only its URL can't ask for them, and needs them for its ETag. */
export const partSizeName = 'tunebook-part-size';

/** What the session process needs of JavaScript, kept before cells can replace it. */
export const { stringify } = JSON;
export const OriginalPromise = Promise;

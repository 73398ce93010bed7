/** What the session process needs of JavaScript, kept before cells can replace it. */
export const { stringify } = JSON;
export const { keys } = Object;
export const OriginalPromise = Promise;
/** Not imported from `node:process`, which would open the real stdout and with it make the descriptor non-blocking. */
export const ownProcess = process;

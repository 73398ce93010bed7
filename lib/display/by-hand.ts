import { code, type Phrase } from './phrases.js';
import { moment } from './words.js';

const cancelInstead: readonly Phrase[] = [
  code('cancel()'),
  { text: ' in place of ' },
  code('wait()'),
  { text: ' ends it.' },
];

/**
 * When something was so, and what to call: a saved notebook is opened when its state is long another, and where no button works.
 *
 * @param found what finds it in any cell, such as `await jobs.get(3)`
 */
export function attachByHand(found: string, status: string, now: number): Phrase[] {
  return [
    { text: `${status}, as of ${moment(now)}. To attach, run the cell again or ` },
    code(`await (${found}).wait()`),
    { text: '; ' },
    ...cancelInstead,
  ];
}

/** What to call to follow again what the cell follows no longer. */
export function followByHand(found: string): Phrase[] {
  return [code(`await (${found}).wait()`), { text: ' follows it again, ' }, ...cancelInstead];
}

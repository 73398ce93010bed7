import Sequencer from '@jest/test-sequencer';

/** Files that take longest and wait for jobs and browsers: what starts last should not keep one worker busy alone. */
const long = /\/test\/(notebooks|kernel\/frontends|docs)\//;

/** The order of jest, which on a new machine goes by the sizes of the files, but for the files that take long. */
export default class LongFirst extends Sequencer {
  sort(tests) {
    const order = super.sort(tests);
    return [...order.filter(test => long.test(test.path)), ...order.filter(test => !long.test(test.path))];
  }
}

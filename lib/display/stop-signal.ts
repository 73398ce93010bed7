import { displayPort } from './front-end.js';

/** Aborted when the user's signal is, or when the cell that calls is interrupted. */
export function stopSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  const signals = [signal, displayPort().signal()].filter(each => each !== undefined);
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
}

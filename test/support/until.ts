import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a condition holds, and gives what it found. */
export async function until<T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  milliseconds = 30_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`did not come true: ${condition}`);
    await delay(15);
  }
}

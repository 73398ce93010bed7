/** The exit code that shells give to what Ctrl-C ends. */
const interrupted = 130;

/**
 * Calls with a signal that Ctrl-C aborts. Then it says that the job goes on, and the exit code is 130.
 *
 * @param advice what to do with the job, as a sentence
 */
export async function untilInterrupted(
  advice: string,
  call: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  try {
    await call(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error(`\nDetached. ${advice}`);
    process.exitCode = interrupted;
  } finally {
    process.off('SIGINT', abort);
    process.off('SIGTERM', abort);
  }
}

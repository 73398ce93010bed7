import { Command } from 'commander';
import { deviceLogin } from '../../lib/client/device-login.js';
import { tokenEnd } from '../../lib/client/token-store.js';
import { type LoginView, loginCard } from '../../lib/display/login-card.js';
import { TunebookError } from '../../lib/errors/tunebook-error.js';
import { CommandError } from '../command-error.js';

/** Signals that give a login up, and the exit codes that shells give them. */
const stopSignals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** `tunebook login`: a link and a code, then a token for `PROMINENCE_URL` in `~/.prominence/token`. */
export function loginCommand(): Command {
  return new Command('login')
    .description(
      'log in to the PROMINENCE service of PROMINENCE_URL: open a link, enter a code (Ctrl-C gives up)',
    )
    .action(async () => {
      const stop = new AbortController();
      for (const [signal, code] of Object.entries(stopSignals)) process.once(signal, () => stop.abort(code));
      let printed = '';
      const print = (view: LoginView) => {
        const text = String(loginCard(view)['text/plain']);
        if (text !== printed) console.log(text);
        printed = text;
      };
      try {
        const token = await deviceLogin(
          process.env,
          prompt => print({ state: 'waiting', ...prompt, now: Date.now() / 1000 }),
          stop.signal,
        );
        print({ state: 'done', ...tokenEnd(token), now: Date.now() / 1000 });
      } catch (cause) {
        if (stop.signal.aborted) {
          throw new CommandError('The login was given up. Nothing is stored.', stop.signal.reason as number);
        }
        if (cause instanceof TunebookError) throw new CommandError(cause.message, undefined, { cause });
        throw cause;
      }
    });
}

import { randomUUID } from 'node:crypto';
import type { LoginPrompt } from '../client/device-login.js';
import { displayPort } from '../display/front-end.js';
import { type LoginView, loginCard } from '../display/login-card.js';
import { stopSignal } from '../display/stop-signal.js';
import { LoginError } from '../errors/login-error.js';
import type { SignalOption } from './call-options.js';

/** Milliseconds between two updates of the time that is left. */
const clockPause = 1000;

/**
 * Logs in at the provider of `PROMINENCE_OIDC_URL`, with a card that shows the link and the code until it is done, and
 * stores the token for this and later kernels.
 * @throws {LoginError | ServiceError}
 */
export async function login({ signal }: SignalOption = {}): Promise<void> {
  const { deviceLogin } = await import('../client/device-login.js'); // most cells never need it
  const { tokenEnd } = await import('../client/token-store.js');
  const stop = stopSignal(signal);
  const card = new LoginCard();
  try {
    const token = await deviceLogin(process.env, prompt => card.show(prompt), stop);
    card.end({ state: 'done', ...tokenEnd(token), now: Date.now() / 1000 });
  } catch (error) {
    card.end({ state: 'ended' });
    if (!stop?.aborted) throw error;
    throw new LoginError('login-interrupted', 'The login was interrupted. Nothing is stored', {
      cause: stop.reason,
    });
  }
}

class LoginCard {
  readonly #displayId = randomUUID();
  readonly #port = displayPort();
  #prompt: LoginPrompt | undefined;
  #clock: NodeJS.Timeout | undefined;

  show(prompt: LoginPrompt): void {
    this.#prompt = prompt;
    if (this.#clock) {
      this.#update();
    } else {
      this.#port.show(loginCard(waiting(prompt)), this.#displayId);
      this.#clock = setInterval(() => this.#update(), clockPause);
    }
  }

  /** The last word, where there was a first. */
  end(view: LoginView): void {
    clearInterval(this.#clock);
    if (this.#prompt) this.#port.update(this.#displayId, loginCard(view));
  }

  #update(): void {
    if (this.#prompt) this.#port.update(this.#displayId, loginCard(waiting(this.#prompt)));
  }
}

function waiting(prompt: LoginPrompt): LoginView {
  return { state: 'waiting', ...prompt, now: Date.now() / 1000 };
}

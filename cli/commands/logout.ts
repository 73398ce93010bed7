import { Command } from 'commander';
import { TokenStore } from '../../lib/client/token-store.js';

/** `tunebook logout`: removes the token of a login. */
export function logoutCommand(): Command {
  return new Command('logout').description('remove the token that a login has stored').action(async () => {
    const store = new TokenStore(process.env);
    const removed = await store.remove();
    console.log(
      removed ? `Logged out: ${store.path} is removed.` : `Nobody is logged in: there is no ${store.path}.`,
    );
    if (process.env['PROMINENCE_TOKEN']) console.log('PROMINENCE_TOKEN is still set, and still used.');
  });
}

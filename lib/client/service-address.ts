import { resolve } from 'node:path';
import { type Home, tunebookHome } from '../model/home.js';
import { UserCredentials } from './credentials.js';
import { checkSafeUrl } from './safe-url.js';
import { Transport } from './transport.js';

/** Which service the environment asks for. The token of a remote one is kept inside its transport. */
export type ServiceAddress =
  | { readonly kind: 'remote'; readonly url: string; transport(): Transport }
  | { readonly kind: 'embedded'; readonly home: Home; env(): NodeJS.ProcessEnv };

/**
 * `PROMINENCE_URL` names a PROMINENCE service; else it is the embedded one of `TUNEBOOK_HOME`.
 * @throws {ServiceError} `unreachable` for what is no URL, `insecure` for http to another machine
 */
export function serviceAddress(env: NodeJS.ProcessEnv = process.env): ServiceAddress {
  const url = env['PROMINENCE_URL']?.trim().replace(/\/+$/, '');
  if (!url) {
    const home = tunebookHome(env);
    // Resolved now: the service may be started again after the process has moved to another folder.
    const moved = env['TUNEBOOK_HOME'] ? { TUNEBOOK_HOME: resolve(env['TUNEBOOK_HOME']) } : {};
    // Copied when it is needed, which takes its time: each job asks for the address.
    return { kind: 'embedded', home, env: () => ({ ...env, ...moved }) };
  }
  checkSafeUrl('PROMINENCE_URL', url, env);
  const credentials = new UserCredentials(env);
  return { kind: 'remote', url, transport: () => new Transport(url, credentials, { remote: true }) };
}

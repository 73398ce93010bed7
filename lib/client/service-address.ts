import { resolve } from 'node:path';
import { ServiceError } from '../errors/service-error.js';
import { type Home, tunebookHome } from '../model/home.js';
import { Transport } from './transport.js';

/** Which service the environment asks for. The token of a remote one is kept inside its transport. */
export type ServiceAddress =
  | { readonly kind: 'remote'; readonly url: string; transport(): Transport }
  | { readonly kind: 'embedded'; readonly home: Home; readonly env: NodeJS.ProcessEnv };

/**
 * `PROMINENCE_URL` with `PROMINENCE_TOKEN` name a PROMINENCE service; else it is the embedded one of `TUNEBOOK_HOME`.
 * @throws {ServiceError} `unauthorized` for a URL without a token, `unreachable` for one that is no URL
 */
export function serviceAddress(env: NodeJS.ProcessEnv = process.env): ServiceAddress {
  const url = env['PROMINENCE_URL']?.trim().replace(/\/+$/, '');
  if (!url) {
    const home = tunebookHome(env);
    // Resolved now: the service may be started again after the process has moved to another folder.
    const moved = env['TUNEBOOK_HOME'] ? { TUNEBOOK_HOME: resolve(env['TUNEBOOK_HOME']) } : {};
    return { kind: 'embedded', home, env: { ...env, ...moved } };
  }
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new ServiceError(
      'unreachable',
      `PROMINENCE_URL is "${url}", which is no http(s) URL. It looks like https://HOST/prominence/v1`,
    );
  }
  const token = env['PROMINENCE_TOKEN']?.trim();
  if (!token) {
    throw new ServiceError(
      'unauthorized',
      'PROMINENCE_URL is set but PROMINENCE_TOKEN is not. Set it to your token, or unset PROMINENCE_URL to use the embedded service',
    );
  }
  return { kind: 'remote', url, transport: () => new Transport(url, token, { remote: true }) };
}

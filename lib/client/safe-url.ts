import { ServiceError } from '../errors/service-error.js';

/** Allows http to other machines: for networks that nobody else can listen to. */
const allow = 'TUNEBOOK_ALLOW_HTTP';

/**
 * Refuses addresses to which a secret would travel in clear: http to another machine.
 * @param what what names the address, for the message
 * @throws {ServiceError} `insecure`, or `unreachable` for what is no http(s) URL
 */
export function checkSafeUrl(what: string, url: string, env: NodeJS.ProcessEnv): void {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new ServiceError('unreachable', `${what} is "${url}", which is no http(s) URL`);
  }
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || isLoopback(hostname) || env[allow] === '1') return;
  throw new ServiceError(
    'insecure',
    `${what} is ${url}: the token would travel to ${hostname} unencrypted. Use https, or set ${allow}=1 where nobody can listen`,
  );
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

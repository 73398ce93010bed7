import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OidcServer } from './oidc-server.ts';
import { StockServer } from './stock-server.ts';

const names = ['HOME', 'PROMINENCE_URL', 'PROMINENCE_TOKEN', 'PROMINENCE_OIDC_URL'] as const;

/** A PROMINENCE service with the provider at which its users log in, and a user whose home is empty. */
export class Remote {
  readonly #before = names.map(name => [name, process.env[name]] as const);

  private constructor(
    readonly home: string,
    readonly service: StockServer,
    readonly provider: OidcServer,
  ) {
    service.tokens.clear();
    provider.onToken = token => service.tokens.add(token);
  }

  static async start(): Promise<Remote> {
    const home = await mkdtemp(join(tmpdir(), 'tunebook-user-'));
    return new Remote(home, await StockServer.start(), await OidcServer.start());
  }

  /** What a user sets to use it. */
  get env(): Record<string, string> {
    return { HOME: this.home, PROMINENCE_URL: this.service.url, PROMINENCE_OIDC_URL: this.provider.url };
  }

  /** Lets this process be that user's. */
  enter(): void {
    delete process.env['PROMINENCE_TOKEN'];
    Object.assign(process.env, this.env);
  }

  /** A file below `~/.prominence`. */
  file(name: string): string {
    return join(this.home, '.prominence', name);
  }

  async stored(): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(this.file('token'), 'utf8')) as Record<string, unknown>;
  }

  /** Changes what is stored. */
  async store(changes: Record<string, unknown>): Promise<void> {
    await writeFile(this.file('token'), JSON.stringify({ ...(await this.stored()), ...changes }));
  }

  /** Permissions of a file below `~/.prominence`. */
  async mode(name: string): Promise<string> {
    return ((await stat(this.file(name))).mode & 0o777).toString(8);
  }

  /** All that must never be seen. */
  get secrets(): string[] {
    return [...this.provider.given, this.provider.secret, 'device-code-secret', 'refresh-token-secret'];
  }

  async close(): Promise<void> {
    for (const [name, value] of this.#before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await Promise.all([this.service.close(), this.provider.close()]);
    await rm(this.home, { recursive: true, force: true });
  }
}

/** What environment and configuration files say of S3; what they don't say is undefined. */
export interface Configured {
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  /** A PEM file. */
  readonly ca: string | undefined;
}

type Section = Readonly<Record<string, string | undefined>>;

/**
 * Reads what the SDK would read, for a profile that is named: the SDK itself takes endpoints of the profile of
 * AWS_PROFILE only, and no authorities at all.
 */
export async function configured(profile: string | undefined): Promise<Configured> {
  const { loadConfig } = await import('@smithy/core/config');
  const load = (
    environment: (env: NodeJS.ProcessEnv) => string | undefined,
    file: (section: Section, sections?: Readonly<Record<string, Section>>) => string | undefined,
  ) =>
    loadConfig<string | undefined>(
      { environmentVariableSelector: environment, configFileSelector: file, default: undefined },
      profile === undefined ? {} : { profile },
    )();
  const ignored = await load(
    env => env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
    section => section['ignore_configured_endpoint_urls'],
  );
  return {
    endpoint:
      ignored?.toLowerCase() === 'true'
        ? undefined
        : await load(
            env => env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'] || undefined,
            (section, sections) =>
              sections?.[`services.${section['services']}`]?.['s3.endpoint_url'] ?? section['endpoint_url'],
          ),
    region: await load(
      env => env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined,
      section => section['region'],
    ),
    ca: await load(
      env => env['AWS_CA_BUNDLE'] || undefined,
      section => section['ca_bundle'],
    ),
  };
}

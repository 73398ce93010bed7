/** How to reach S3, where the environment and the AWS configuration files do not say it already. */
export interface S3Options {
  /** The URL of a server that speaks S3. @default what AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile says, else AWS */
  readonly endpoint?: string | undefined;
  /** @default what AWS_REGION or the profile says, else us-east-1 */
  readonly region?: string | undefined;
  /** A profile of ~/.aws/config and ~/.aws/credentials. @default what AWS_PROFILE says */
  readonly profile?: string | undefined;
  /** Whether the bucket stands in the path of URLs rather than in the host's name. @default true for servers other than AWS */
  readonly pathStyle?: boolean | undefined;
  /** A PEM file with the certificate authorities to trust. @default what AWS_CA_BUNDLE says, else those of Node */
  readonly ca?: string | undefined;
}

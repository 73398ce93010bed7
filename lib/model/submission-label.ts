/** The label by which a submission to a stock PROMINENCE server is found again when the answer to it was lost. */
export const submissionLabel = 'clientid';

/** The label that says what a job computes: jobs with the same value are the same job. */
export const contentLabel = 'contentHash';

/** Labels without those that the client has added. */
export function userLabels(
  labels: Readonly<Record<string, string>> | undefined,
): Record<string, string> | undefined {
  if (!labels) return undefined;
  const { [submissionLabel]: _, [contentLabel]: __, ...others } = labels;
  return others;
}

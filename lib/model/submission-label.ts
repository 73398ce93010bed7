/** The label by which a submission to a stock PROMINENCE server is found again when the answer to it was lost. */
export const submissionLabel = 'clientid';

/** Labels without the one that the client has added. */
export function userLabels(
  labels: Readonly<Record<string, string>> | undefined,
): Record<string, string> | undefined {
  if (!labels) return undefined;
  const { [submissionLabel]: _, ...others } = labels;
  return others;
}

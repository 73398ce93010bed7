import { OutputError } from '../../lib/errors/output-error.js';
import { TunebookError } from '../../lib/errors/tunebook-error.js';
import { UnknownJobError } from '../../lib/errors/unknown-job-error.js';
import { UnknownWorkflowError } from '../../lib/errors/unknown-workflow-error.js';

/** What an error says in a terminal: the errors of the client say what to write in a cell. Undefined for others. */
export function explainError(error: unknown): string | undefined {
  if (error instanceof UnknownJobError) {
    return `The service knows no job ${error.jobId}. \`tunebook jobs --all\` lists those it knows.`;
  }
  if (error instanceof UnknownWorkflowError) {
    return `The service knows no workflow ${error.workflowId}. \`tunebook workflows --all\` lists those it knows.`;
  }
  if (error instanceof OutputError && error.code === 'not-finished') {
    return `Output '${error.output}' cannot be had yet: the job has not ended. \`tunebook logs -f ID\` follows it to its end.`;
  }
  if (error instanceof OutputError && error.code === 'not-made') {
    return `The job ended without making '${error.output}'. \`tunebook logs ID\` and \`tunebook logs --stderr ID\` show what it did.`;
  }
  if (!(error instanceof TunebookError)) return undefined;
  return /\w$/.test(error.message) ? `${error.message}.` : error.message;
}

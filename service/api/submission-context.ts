import type { ContainerEngine } from '../executors/executor.js';
import type { Settings } from '../settings.js';

/** What a submission is checked against. */
export interface SubmissionContext {
  readonly settings: Settings;
  /** What runs images that have no alias, if it was asked for and there is one. */
  readonly engine: Omit<ContainerEngine, 'options'> | undefined;
  hasUpload(name: string): boolean;
}

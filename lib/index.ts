/**
 * What every cell sees without an import. The list is short on purpose: a name that is here is a name that a user's
 * own code meets. Each has an example at its declaration. Of the errors only those are here that cells tell apart with
 * `instanceof`; all have a `code`.
 */

export type { Chart, PlotOptions } from './display/chart/plot.js';
export { plot } from './display/chart/plot.js';
export type { ControlPanel, ControlValues } from './display/controls/controls.js';
export { controls } from './display/controls/controls.js';
export type { Control } from './display/controls/inputs.js';
export { choice, slider } from './display/controls/inputs.js';
export { display } from './display/display.js';
export type { Figure } from './display/figure/figure.js';
export { parallel } from './display/figure/parallel.js';
export { plot3d } from './display/figure/plot3d.js';
export { surface } from './display/figure/surface.js';
export type { DisplayHandle } from './display/show.js';
export { show } from './display/show.js';
export { JobFailedError } from './errors/job-failed-error.js';
export { TunebookError } from './errors/tunebook-error.js';
export type { FailedJob } from './errors/workflow-failed-error.js';
export { WorkflowFailedError } from './errors/workflow-failed-error.js';
export type {
  RunOptions,
  SaveOptions,
  SignalOption,
  StreamOptions,
  WaitOptions,
} from './jobs/call-options.js';
export { Job } from './jobs/job.js';
export type { JobOptions } from './jobs/job-options.js';
export type { ListOptions } from './jobs/jobs.js';
export { jobs } from './jobs/jobs.js';
export type { KeySetOptions } from './jobs/kv.js';
export { kv } from './jobs/kv.js';
export type { ListFilter } from './jobs/list-query.js';
export type { ArtifactOptions, UploadOptions } from './jobs/parts/artifact.js';
export { Artifact } from './jobs/parts/artifact.js';
export type { DependencyOptions, JobReference } from './jobs/parts/dependency.js';
export { Dependency } from './jobs/parts/dependency.js';
export type {
  FactoryOptions,
  ParameterFactoryOptions,
  ParameterRange,
  ParameterSetOptions,
  ParameterValue,
  RepeatOptions,
} from './jobs/parts/factories.js';
export { ParameterSet, ParameterSweep, Repeat, Zip } from './jobs/parts/factories.js';
export type { InputFileOptions } from './jobs/parts/input-file.js';
export { InputFile } from './jobs/parts/input-file.js';
export type { NotificationEvent } from './jobs/parts/notification.js';
export { Notification } from './jobs/parts/notification.js';
export type {
  JobPoliciesOptions,
  Placement,
  PlacementRule,
  WorkflowPoliciesOptions,
} from './jobs/parts/policies.js';
export { JobPolicies, WorkflowPolicies } from './jobs/parts/policies.js';
export type { ResourcesOptions } from './jobs/parts/resources.js';
export { Resources } from './jobs/parts/resources.js';
export type { ShellValue } from './jobs/parts/sh.js';
export { sh } from './jobs/parts/sh.js';
export type { TaskOptions } from './jobs/parts/task.js';
export { Task } from './jobs/parts/task.js';
export type { UsageOptions } from './jobs/service.js';
export { service } from './jobs/service.js';
export type { Bucket, BucketObject, PresignOptions } from './jobs/transfers/bucket.js';
export { s3 } from './jobs/transfers/bucket.js';
export type { UploadedFile } from './jobs/uploads.js';
export { uploads } from './jobs/uploads.js';
export { asCompleted, waitAll } from './jobs/wait/wait-many.js';
export { Workflow } from './jobs/workflow.js';
export type { WorkflowOptions } from './jobs/workflow-options.js';
export { workflows } from './jobs/workflows.js';
export { NdArray } from './outputs/arrays/nd-array.js';
export type { DataFile } from './outputs/data-file.js';
export { open } from './outputs/open.js';
export type { FetchOptions, ReadOptions } from './outputs/read-options.js';
export type { Reader } from './outputs/reader.js';
export { readers } from './outputs/readers.js';
export { Table } from './outputs/table.js';

import { displayPort } from './display/front-end.js';
import { listBundle } from './jobs/list-bundle.js';
import { richBundle } from './outputs/rich-bundle.js';

displayPort().addRenderer(listBundle);
displayPort().addRenderer(richBundle);

/** Servers may say more than is named. */
export interface Loose {
  [field: string]: unknown;
}

/** What a server tells of a job and of a workflow alike. Times are Unix seconds; our service sends fractions of a second. */
export interface Read extends Loose {
  id: number;
  name: string;
  status: string;
  statusReason?: string | undefined;
  labels?: Record<string, string> | undefined;
  events: { createTime?: number | undefined; startTime?: number | undefined; endTime?: number | undefined };
}

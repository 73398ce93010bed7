import { z } from 'zod';

/** What a server tells of a job and of a workflow alike. Times are Unix seconds; our service sends fractions of a second. */
export const readFields = {
  id: z.int(),
  name: z.string().default(''),
  status: z.string(),
  statusReason: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  events: z
    .looseObject({
      createTime: z.number().optional(),
      startTime: z.number().optional(),
      endTime: z.number().optional(),
    })
    .default({}),
};

/** What the service can tell of. */
export type NotificationEvent = 'jobFinished' | 'workflowFinished';

/**
 * A mail at the end of a job or a workflow, to the user whom the service knows. The embedded service sends none.
 *
 * @example
 * job.notifications.push(new Notification('jobFinished'))
 */
export class Notification<Event extends NotificationEvent = NotificationEvent> {
  /** @param type a mail is all that there is */
  constructor(
    readonly event: Event,
    readonly type: 'email' = 'email',
  ) {}
}

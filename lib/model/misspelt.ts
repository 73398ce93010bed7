/**
 * What the Python client of PROMINENCE writes differently from what PROMINENCE takes: `ignoreTaskTailures` for the policy
 * `ignoreTaskFailures`, and `num` for the `number` of a `repeat`. Whatever else a document is, it stays as it is.
 */

/** A job with the policy spelt as it should be. */
export function jobAsMeant(json: unknown): unknown {
  return isObject(json) && 'policies' in json
    ? { ...json, policies: renamed(json['policies'], 'ignoreTaskTailures', 'ignoreTaskFailures') }
    : json;
}

/** A workflow with its jobs and factories spelt as they should be. */
export function workflowAsMeant(json: unknown): unknown {
  if (!isObject(json)) return json;
  const { jobs, factories } = json;
  return {
    ...json,
    ...(Array.isArray(jobs) && { jobs: jobs.map(jobAsMeant) }),
    ...(Array.isArray(factories) && {
      factories: factories.map(factory => renamed(factory, 'num', 'number')),
    }),
  };
}

function renamed(json: unknown, from: string, to: string): unknown {
  if (!isObject(json) || !(from in json) || to in json) return json;
  const { [from]: value, ...others } = json;
  return { ...others, [to]: value };
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

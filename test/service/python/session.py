"""A session of PROMINENCE's own Python client with the service of PROMINENCE_URL.

Each function marked with @step is one promise. At the end a line of JSON tells what went wrong in each ("" when nothing
did) and which public members of the client's classes were used.
"""
import concurrent.futures
import json
import traceback

import harness
# Their steps.
import jobs
import machine
import workflows


def report():
    troubles = {}
    with concurrent.futures.ThreadPoolExecutor(len(harness.steps)) as threads:
        for function, result in [(each, threads.submit(each)) for each in harness.steps]:
            error = result.exception()
            troubles[function.__name__] = '' if error is None else ''.join(traceback.format_exception(error))
    return {'troubles': troubles, 'used': sorted(harness.used), 'unused': sorted(harness.members - harness.used)}


print(json.dumps(report()))

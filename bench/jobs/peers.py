"""The peers' part of `npm run bench -- jobs`: one JSON line a figure on standard output, in milliseconds or jobs per second."""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time

SLOTS = 2


def timed(action):
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def true():
    subprocess.run(["true"], check=True)


def tell(figure, value):
    print(json.dumps({"figure": figure, "value": value}), flush=True)


def measure(submit_all, ones, many):
    """`submit_all(n)` submits so many jobs and returns once all are seen done."""
    submit_all(1)
    tell("one", [timed(lambda: submit_all(1)) for _ in range(ones)])
    tell("many", many / timed(lambda: submit_all(many)) * 1000)


def dask(ones, many):
    from distributed import Client, LocalCluster

    with LocalCluster(
        n_workers=SLOTS, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.ERROR
    ) as cluster, Client(cluster) as client:
        measure(lambda n: client.gather([client.submit(true, pure=False) for _ in range(n)]), ones, many)


def submitit(ones, many):
    from submitit import LocalExecutor
    from submitit.helpers import CommandFunction

    with tempfile.TemporaryDirectory() as folder:
        executor = LocalExecutor(folder)
        executor.update_parameters(timeout_min=10)

        def submit_all(n):
            # Its local executor has no queue: no more than the slots are given to it at once.
            waiting = []
            for _ in range(n):
                if len(waiting) == SLOTS:
                    waiting.pop(0).result()
                waiting.append(executor.submit(CommandFunction(["true"], verbose=False)))
            for job in waiting:
                job.result()

        measure(submit_all, ones, many)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=["dask", "submitit"])
    parser.add_argument("ones", type=int)
    parser.add_argument("many", type=int)
    options = parser.parse_args()
    {"dask": dask, "submitit": submitit}[options.peer](options.ones, options.many)


if __name__ == "__main__":
    sys.exit(main())

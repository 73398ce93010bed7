"""Times Tunebook and ipykernel side by side, over real sockets, with the client that notebooks use.

Prints a Markdown table of medians. Run it by `npm run bench`, on a machine that has nothing else to do.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parent.parent
STARTS = 5
CELLS = 200
BLOCK = 50
PRINTED = 20_000
PRINT_RUNS = 5

PEERS = {
    "tunebook": {
        "spec": "tunebook",
        "trivial": "1 + {i}",
        "setup": "const base = {{ values: [1, 2, 3] }}; function total(xs: number[]) {{ return xs.reduce((a, b) => a + b) }}",
        "earlier": "total(base.values) + {i}",
        "print": "for (let i = 0; i < {n}; i++) console.log(`line ${{i}}`)",
    },
    "ipykernel": {
        "spec": "python3",
        "trivial": "1 + {i}",
        "setup": "base = dict(values=[1, 2, 3])\ndef total(xs): return sum(xs)",
        "earlier": "total(base['values']) + {i}",
        "print": "for i in range({n}): print(f'line {{i}}')",
    },
}


class Kernel:
    """A running kernel and its client."""

    def __init__(self, spec):
        self.manager = KernelManager(kernel_name=spec)
        self.manager.start_kernel(stderr=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()

    def run(self, code):
        """Runs a cell until it is idle and its reply is there; returns what it showed."""
        request = self.client.execute(code)
        shown = []
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "error":
                raise RuntimeError("\n".join(content["traceback"]))
            if kind == "execute_result":
                shown.append(content["data"]["text/plain"])
            if kind == "stream":
                shown.append(content["text"])
            if kind == "status" and content["execution_state"] == "idle":
                break
        reply = self.client.get_shell_msg(timeout=60)
        assert reply["parent_header"]["msg_id"] == request
        return "".join(shown)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def timed(action):
    start = time.perf_counter()
    result = action()
    return (time.perf_counter() - start) * 1000, result


def first_result(spec):
    """From nothing to a value. It comes with the reply, because output before the client has subscribed is lost."""
    kernel = Kernel(spec)
    kernel.client.execute("", user_expressions={"value": "6 * 7"})
    reply = kernel.client.get_shell_msg(timeout=60)
    assert reply["content"]["user_expressions"]["value"]["data"]["text/plain"] == "42"
    return kernel


def measure(peers):
    """Milliseconds by task and peer. The peers take turns, so that a busy moment meets both."""
    times = {task: {name: [] for name in peers} for task in ("start", "trivial", "earlier", "print")}
    for _ in range(STARTS):
        for name, peer in peers.items():
            elapsed, kernel = timed(lambda: first_result(peer["spec"]))
            times["start"][name].append(elapsed)
            kernel.close()
    kernels = {name: Kernel(peer["spec"]) for name, peer in peers.items()}
    for name, kernel in kernels.items():
        kernel.client.wait_for_ready(timeout=60)
        kernel.run(peers[name]["setup"].format())
        for i in range(10):
            kernel.run(peers[name]["trivial"].format(i=i))
    for task, expected in (("trivial", lambda i: 1 + i), ("earlier", lambda i: 6 + i)):
        # In blocks, so that what a kernel does behind a cell falls to its own next cell.
        for block in range(0, CELLS, BLOCK):
            for name, kernel in kernels.items():
                for i in range(block, block + BLOCK):
                    elapsed, shown = timed(lambda: kernel.run(peers[name][task].format(i=i)))
                    assert shown == str(expected(i)), shown
                    times[task][name].append(elapsed)
    for _ in range(PRINT_RUNS):
        for name, kernel in kernels.items():
            elapsed, shown = timed(lambda: kernel.run(peers[name]["print"].format(n=PRINTED)))
            assert shown.count("\n") == PRINTED
            times["print"][name].append(elapsed)
    for kernel in kernels.values():
        kernel.close()
    return times


def machine():
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    version = json.loads((ROOT / "package.json").read_text())["version"]
    ipykernel = __import__("ipykernel").__version__
    client = __import__("jupyter_client").__version__
    load = os.getloadavg()[0]
    return (
        f"{time.strftime('%Y-%m-%d')}, tunebook {version} on Node {node}, ipykernel {ipykernel} on Python "
        f"{platform.python_version()}, jupyter_client {client} over TCP, {os.cpu_count()} cores, "
        f"load {load:.1f} at the start"
    )


def main():
    told = machine()
    with tempfile.TemporaryDirectory() as folder:
        main_js = ROOT / "dist" / "cli" / "main.js"
        subprocess.run(["node", main_js, "install", "--prefix", folder], check=True, stdout=subprocess.DEVNULL)
        os.environ["JUPYTER_PATH"] = str(Path(folder) / "share" / "jupyter")
        os.environ["TUNEBOOK_HOME"] = str(Path(folder) / "home")
        os.chdir(folder)
        times = measure(PEERS)
    labels = {
        "start": f"start to first result ({STARTS})",
        "trivial": f"trivial cell ({CELLS})",
        "earlier": f"cell that uses earlier names ({CELLS})",
        "print": f"{PRINTED:,} printed lines until idle ({PRINT_RUNS})",
    }
    print(f"{told}.\n")
    print("| median, ms (runs) | tunebook | ipykernel | ratio |\n| --- | ---: | ---: | ---: |")
    for task, label in labels.items():
        ours, theirs = (statistics.median(times[task][name]) for name in PEERS)
        print(f"| {label} | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} |")


if __name__ == "__main__":
    sys.exit(main())

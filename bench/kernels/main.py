"""Times Tunebook beside ipykernel, Deno and tslab and prints Markdown tables. Called by `npm run bench -- kernels`."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import figures
import peers

DECLARING = 1000
LINES = 20_000
IDLE = 3
BUSY = 4



def measure(plain, packed, quick):
    """Rows of (label, {peer: milliseconds of each run}), and the memory at the end. In `plain` there are no packages."""
    runs, cells = (2, 50) if quick else (5, 150)
    preload = peers.PEERS["tunebook"]["preload"]
    rows = [
        ("first result", figures.starts(runs, plain)),
        ("first result, of the preload", figures.starts(runs, plain, preload, "'a.txt'", ["tunebook"])),
    ]
    kernels = figures.open_kernels(plain)
    rows.append(("trivial cell", figures.trivial(kernels, cells)))
    rows.append(("cell that uses earlier names", figures.earlier(kernels, cells)))
    rows.append(("completion", figures.completions(kernels, cells // 2)))
    rows.append(("hover", figures.hovers(kernels, cells // 2)))
    completions, hovers = figures.busy_help(kernels, cells // 4, BUSY)
    rows.append(("completion while a cell computes", completions))
    rows.append(("hover while a cell computes", hovers))
    rows.append((f"{LINES:,} lines of output", figures.printed(kernels, runs, LINES)))
    rows.append(("interrupt of an endless loop", figures.interrupts(kernels, runs)))
    close(kernels)
    kernels = figures.open_kernels(packed)
    rows.append(("declaring cell", figures.declaring(kernels, DECLARING // (10 if quick else 1))))
    figures.load_packages(kernels)
    figures.trivial(kernels, 20)
    rows.append(("trivial cell after that, heavy packages imported", figures.trivial(kernels, cells)))
    rows.append(("completion after that", figures.completions(kernels, cells // 2)))
    rows.append(("hover after that", figures.hovers(kernels, cells // 2)))
    memory = {name: [kernel.megabytes()] for name, kernel in kernels.items()}
    close(kernels)
    for package, times in figures.imports(2 if quick else 3, packed, IDLE).items():
        rows.append((f"first import of {package}", times))
    return rows, memory


def close(kernels):
    for kernel in kernels.values():
        kernel.close()


def machine():
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    version = json.loads((peers.ROOT / "package.json").read_text())["version"]
    client = __import__("jupyter_client").__version__
    return (
        f"{time.strftime('%Y-%m-%d')}, tunebook {version} on Node {node}; {peers.versions()}; Python "
        f"{platform.python_version()}, jupyter_client {client} over TCP, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start."
    )


def table(unit, rows):
    names = list(peers.PEERS)
    others = names[1:]
    print(f"| {unit} | runs | {' | '.join(names)} | p95 | {' | '.join(f'/ {name}' for name in others)} |")
    print(f"| --- | ---: |{' ---: |' * (len(names) + 1 + len(others))}")
    for label, values in rows:
        medians = {name: statistics.median(values[name]) for name in names if values.get(name)}
        ours = sorted(values["tunebook"])
        shown = [f"{medians[name]:.1f}" if name in medians else "-" for name in names]
        p95 = f"{ours[int(0.95 * (len(ours) - 1) + 0.5)]:.1f}"
        ratios = [f"{medians['tunebook'] / medians[name]:.2f}" if name in medians else "-" for name in others]
        print(f"| {label} | {len(ours)} | {' | '.join(shown)} | {p95} | {' | '.join(ratios)} |")


def main():
    parser = argparse.ArgumentParser(prog="npm run bench -- kernels", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs: to see that it works, not to quote")
    options = parser.parse_args()
    told = machine()
    with tempfile.TemporaryDirectory() as folder:
        rows, memory = measure(*peers.install(folder), options.quick)
    print(f"{told}\n")
    table("median, ms", rows)
    print()
    table("MB", [("memory of all processes at the end", memory)])


if __name__ == "__main__":
    sys.exit(main())

"""How long a front end waits for completions and for help, as a client of Jupyter's sees it: from the request to its reply.

`measure(manager, client)` takes a started kernel of Tunebook in a folder whose packages are those of HEAVY; run alone, it starts one:
`python bench/help.py FOLDER`.
"""

import statistics
import sys
import time

CELLS = 200
ROUNDS = 60
# Between two keys of a person who types fast, in seconds.
PAUSE = 0.03

HEAVY = """import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3'
import * as arrow from 'apache-arrow'
import * as vl from 'vega-lite'
const s3 = new S3Client({})"""
CELL = """const value{i} = {{ a: {i}, list: [{i}], name: 'x' }}
/** Adds. */
function add{i}(a: number, b = value{i}.a) {{ return a + b }}"""
BUSY = "console.log('busy'); while (true) {}"

# Each request differs from the one before, as code does that is being written.
LIGHT = {
    "members": ("complete", "const q{i} = [{i}]; q{i}.ma"),
    "names": ("complete", "const q{i} = {i}; par"),
    "all names": ("complete", "const q{i} = {i}\n"),
    "hover": ("inspect", "const q{i} = {i}; parseFloat"),
    "call": ("inspect", "const q{i} = parseInt('{i}', "),
}
OWN = {
    "members of a cell's value": ("complete", "const q{i} = value{i}.li"),
    "hover of a cell's function": ("inspect", "const q{i} = add{i}"),
    "call of a cell's function": ("inspect", "const q{i} = add{i}({i}, "),
}
OF_PACKAGES = {
    "members of S3's client": ("complete", "const q{i} = s3.se"),
    "options of an S3 command": ("complete", "const q{i} = new PutObjectCommand({{ B"),
    "members of arrow": ("complete", "const q{i} = arrow.ta"),
    "hover of an S3 command": ("inspect", "const q{i} = {i}; PutObjectCommand"),
}


def ask(client, kind, code):
    """Milliseconds of one request; it must be answered with something."""
    start = time.perf_counter()
    request = getattr(client, kind)(code, len(code))
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["parent_header"]["msg_id"] == request:
            break
    elapsed = (time.perf_counter() - start) * 1000
    content = reply["content"]
    assert content["status"] == "ok" and (content.get("matches") or content.get("found")), (code, content)
    return elapsed


def rounds(client, questions):
    """Milliseconds by question."""
    times = {name: [] for name in questions}
    for i in range(ROUNDS):
        for name, (kind, code) in questions.items():
            times[name].append(ask(client, kind, code.format(i=i)))
            time.sleep(PAUSE)
    return times


def execute(client, code):
    reply = client.execute_interactive(code, store_history=True, output_hook=lambda _: None, timeout=120)
    assert reply["content"]["status"] == "ok", reply["content"]


def while_busy(manager, client, measure_it):
    """What `measure_it` gives while a cell computes without end."""
    request = client.execute(BUSY)
    while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
        pass
    result = measure_it()
    manager.interrupt_kernel()
    while client.get_shell_msg(timeout=60)["parent_header"]["msg_id"] != request:
        pass
    return result


def measure(manager, client, folder_has_packages):
    """Milliseconds by situation and question."""
    first = ask(client, "complete", "[1].")
    print(f"first completion, with the start of the server: {first:.0f} ms")
    result = {"idle": rounds(client, LIGHT)}
    result["busy"] = while_busy(manager, client, lambda: rounds(client, LIGHT))
    for i in range(CELLS):
        execute(client, CELL.format(i=i))
    time.sleep(1)
    result[f"idle, {CELLS} cells"] = rounds(client, LIGHT | OWN)
    result[f"busy, {CELLS} cells"] = while_busy(manager, client, lambda: rounds(client, LIGHT | OWN))
    if folder_has_packages:
        execute(client, HEAVY)
        time.sleep(2)
        questions = LIGHT | OWN | OF_PACKAGES
        result["idle, cells and packages"] = rounds(client, questions)
        result["busy, cells and packages"] = while_busy(manager, client, lambda: rounds(client, questions))
    return result


def table(result):
    """Medians and 95th percentiles as Markdown."""
    lines = ["| ms, median / 95 % | " + " | ".join(result) + " |", "| --- |" + " ---: |" * len(result)]
    for name in LIGHT | OWN | OF_PACKAGES:
        cells = []
        for times in result.values():
            if name not in times:
                cells.append("")
                continue
            ordered = sorted(times[name])
            cells.append(f"{statistics.median(ordered):.1f} / {ordered[int(len(ordered) * 0.95)]:.1f}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    from jupyter_client.manager import KernelManager

    folder = sys.argv[1]
    manager = KernelManager(kernel_name="tunebook")
    manager.start_kernel(cwd=folder)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        print(table(measure(manager, client, folder_has_packages=True)))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main()

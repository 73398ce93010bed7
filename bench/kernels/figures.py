"""What is measured. Each figure gives {peer: [milliseconds, ...]}; the peers take turns, so that a busy moment meets all."""

import time

from kernel import Kernel
from peers import HEAVY, PEERS

BLOCK = 50


def timed(action):
    start = time.perf_counter()
    result = action()
    return (time.perf_counter() - start) * 1000, result


def starts(runs, folder, code="6 * 7", expected="42", peers=PEERS):
    """From the launch of the process to the first value."""
    times = {name: [] for name in peers}
    for _ in range(runs):
        for name in peers:
            elapsed, kernel = timed(lambda: _started(name, folder, code, expected))
            times[name].append(elapsed)
            kernel.close()
    return times


def open_kernels(folder):
    """One kernel a peer, warm, with the earlier names declared."""
    kernels = {name: _started(name, folder) for name in PEERS}
    for name, kernel in kernels.items():
        kernel.reply_to(PEERS[name]["setup"])
        for i in range(20):
            kernel.reply_to(f"1 + {i}")
    return kernels


def cells(kernels, runs, code_of, expected_of):
    """A cell from its request to its reply, its value and idle; in blocks, so that work left behind meets the next cell."""
    times = {name: [] for name in kernels}
    for block in range(0, runs, BLOCK):
        for name, kernel in kernels.items():
            # tslab loses messages now and then: its reply has to do, and what loses that is not counted.
            run = kernel.reply_to if name == "tslab" else kernel.run
            for i in range(block, min(runs, block + BLOCK)):
                elapsed, came = timed(lambda: run(code_of(name, i), expected_of(i)))
                if came is not False:
                    times[name].append(elapsed)
    return times


def trivial(kernels, runs):
    return cells(kernels, runs, lambda _, i: f"1 + {i}", lambda i: str(1 + i))


def earlier(kernels, runs):
    return cells(kernels, runs, lambda name, i: PEERS[name]["earlier"].format(i=i), lambda i: str(6 + i))


def declaring(kernels, runs):
    """Cells that declare constants, functions and classes by turns."""

    def code(name, i):
        texts = PEERS[name]["declare"]
        return texts[i % len(texts)].format(i=i)

    return cells(kernels, runs, code, lambda i: "")


def printed(kernels, runs, lines):
    """Lines of output until idle and all of them have arrived. tslab is left out: it loses all but the first 500 or so."""
    times = {name: [] for name in kernels if name != "tslab"}
    for _ in range(runs):
        for name in times:
            kernel = kernels[name]
            code = PEERS[name]["print"].format(n=lines)
            elapsed, shown = timed(lambda: kernel.run(code, f"line {lines - 1}"))
            assert shown == "".join(f"line {i}\n" for i in range(lines)), f"{name} lost or mixed lines"
            times[name].append(elapsed)
    return times


def imports(runs, folder, idle):
    """First import of each heavy package in a kernel that has been idle for a while in a folder whose package.json names them."""
    times = {package: {} for package in HEAVY.values()}
    for _ in range(runs):
        for variable, package in HEAVY.items():
            for name, peer in PEERS.items():
                if "import" not in peer:
                    continue
                kernel = _started(name, folder)
                time.sleep(idle)
                elapsed, succeeded = timed(
                    lambda: kernel.reply_to(peer["import"].format(name=variable, package=package))
                )
                # tslab can't import every package.
                if succeeded:
                    times[package].setdefault(name, []).append(elapsed)
                kernel.close()
    return times


def load_packages(kernels):
    for name, kernel in kernels.items():
        for variable, package in HEAVY.items():
            if "import" in PEERS[name]:
                kernel.reply_to(PEERS[name]["import"].format(name=variable, package=package))


def completions(kernels, runs):
    code = {name: "base.va" if "import" in PEERS[name] else "base.ke" for name in kernels}
    return _asked(kernels, runs, lambda client, name: client.complete(code[name]), lambda content: content["matches"])


def hovers(kernels, runs):
    return _asked(kernels, runs, lambda client, name: client.inspect("total", 2), lambda content: content["found"])


def busy_help(kernels, runs, seconds):
    """Completion and hover while a cell computes, of kernels that answer then."""
    chosen = {name: kernel for name, kernel in kernels.items() if PEERS[name].get("busy help")}
    requests = {n: kernel.busy(PEERS[n]["busy"].format(seconds=seconds)) for n, kernel in chosen.items()}
    end = time.monotonic() + seconds
    results = completions(chosen, runs), hovers(chosen, runs)
    assert time.monotonic() < end, "the cell ended before the answers came"
    for name, kernel in chosen.items():
        kernel.finish(requests[name])
    return results


def _asked(kernels, runs, ask, answer):
    times = {name: [] for name in kernels}
    for _ in range(runs):
        for name, kernel in kernels.items():
            elapsed, content = timed(lambda: kernel.ask(ask(kernel.client, name)))
            if not answer(content):
                times[name] = None
                continue
            if times[name] is not None:
                times[name].append(elapsed)
    return {name: values for name, values in times.items() if values}


def interrupts(kernels, runs):
    """From the interrupt of an endless loop to idle; the variables must be there afterwards. Deno and tslab do not come back."""
    times = {name: [] for name in ("tunebook", "ipykernel") if name in kernels}
    for _ in range(runs):
        for name in times:
            kernel = kernels[name]
            request = kernel.busy(PEERS[name]["endless"])
            elapsed, _ = timed(lambda: (kernel.manager.interrupt_kernel(), kernel.finish(request, failure=True)))
            times[name].append(elapsed)
            kernel.run(PEERS[name]["earlier"].format(i=1), "7")
    return times


def _started(name, folder, code="6 * 7", expected="42"):
    kernel = Kernel(PEERS[name].get("spec", name), folder)
    kernel.first(code, expected)
    return kernel

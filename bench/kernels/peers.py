"""The kernels that are compared, and how each says the same thing."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ROOT / "bench" / "peers"

_TYPESCRIPT = {
    "setup": "const base = { values: [1, 2, 3] }; function total(xs: number[]) { return xs.reduce((a, b) => a + b) }",
    "earlier": "total(base.values) + {i}",
    "declare": (
        "const value{i} = {{ index: {i}, name: 'value {i}' }}",
        "function twice{i}(x: number) {{ return 2 * x }}",
        "class Point{i} {{ constructor(readonly x: number) {{}} }}",
    ),
    "import": "import * as {name} from '{package}'",
    "print": "for (let i = 0; i < {n}; i++) console.log(`line ${{i}}`)",
    "busy": "console.log('busy'); for (const end = Date.now() + 1000 * {seconds}; Date.now() < end;) {{}}",
    "endless": "console.log('busy'); while (true) {}",
}

PEERS = {
    "tunebook": {**_TYPESCRIPT, "preload": "new InputFile('a.txt', 'a').name", "busy help": True},
    "ipykernel": {
        "spec": "python3",
        "setup": "base = dict(values=[1, 2, 3])\ndef total(xs): return sum(xs)",
        "earlier": "total(base['values']) + {i}",
        "declare": (
            "value{i} = dict(index={i}, name='value {i}')",
            "def twice{i}(x): return 2 * x",
            "class Point{i}:\n    def __init__(self, x): self.x = x",
        ),
        "print": "for i in range({n}): print(f'line {{i}}')",
        "endless": "print('busy', flush=True)\nwhile True: pass",
    },
    "deno": _TYPESCRIPT,
    "tslab": _TYPESCRIPT,
}

HEAVY = {"s3": "@aws-sdk/client-s3", "arrow": "apache-arrow", "vegaLite": "vega-lite"}


def install(folder):
    """Writes the kernelspecs below the folder and lets Jupyter find them. Returns two folders for cells: without packages and with."""
    subprocess.run(
        ["node", ROOT / "dist" / "cli" / "main.js", "install", "--prefix", folder],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    deno = PACKAGES / "node_modules" / ".bin" / "deno"
    _spec(folder, "deno", [str(deno), "jupyter", "--kernel", "--conn", "{connection_file}"], "message")
    tslab = ROOT / "node_modules" / ".bin" / "tslab"
    _spec(folder, "tslab", [str(tslab), "kernel", "--config-path", "{connection_file}"], "signal")
    os.environ["JUPYTER_PATH"] = str(Path(folder) / "share" / "jupyter")
    os.environ["TUNEBOOK_HOME"] = str(Path(folder) / "home")
    plain, packed = Path(folder) / "plain", Path(folder) / "packed"
    plain.mkdir()
    packed.mkdir()
    (packed / "node_modules").symlink_to(PACKAGES / "node_modules")
    (packed / "package.json").write_text((PACKAGES / "package.json").read_text())
    return str(plain), str(packed)


def _spec(folder, name, argv, interrupt_mode):
    target = Path(folder) / "share" / "jupyter" / "kernels" / name
    target.mkdir(parents=True)
    spec = {"argv": argv, "display_name": name, "language": "typescript", "interrupt_mode": interrupt_mode}
    (target / "kernel.json").write_text(json.dumps(spec))


def versions():
    """The peers' versions, as they say them."""
    ipykernel = __import__("ipykernel").__version__
    deno, tslab = (
        json.loads((folder / "node_modules" / name / "package.json").read_text())["version"]
        for folder, name in ((PACKAGES, "deno"), (ROOT, "tslab"))
    )
    return f"ipykernel {ipykernel}, Deno {deno}, tslab {tslab}"

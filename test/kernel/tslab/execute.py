"""Runs every notebook of a folder by the kernel that it names; prints the outputs of the cells as JSON, by notebook."""

import asyncio
import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


async def execute(path):
    notebook = nbformat.read(path, 4)
    client = NotebookClient(notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(path.parent)}})
    await client.async_execute()
    return path.stem, [cell.outputs for cell in notebook.cells]


async def main():
    paths = sorted(Path(sys.argv[1]).glob("*.ipynb"))
    print(json.dumps(dict(await asyncio.gather(*map(execute, paths)))))


asyncio.run(main())

"""A running kernel, driven as a front end drives it: by jupyter_client, over real sockets."""

import re
import subprocess
import time
from queue import Empty

import psutil
from jupyter_client.manager import KernelManager

PATIENCE = 60
# After so many seconds a reply counts as lost.
LOST = 10

# Deno and tslab colour their values.
_COLOUR = re.compile("\x1b\\[[0-9;]*m")


class Kernel:
    """A kernel that was started in a folder."""

    def __init__(self, spec, folder):
        self.manager = KernelManager(kernel_name=spec)
        self.manager.start_kernel(cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels(hb=False)

    def first(self, code, expected):
        """Runs the first cell, again until its value comes: what is sent before the subscription holds is lost."""
        self.client.kernel_info()
        self.client.get_shell_msg(timeout=PATIENCE)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            request = self.client.execute(code)
            reply = self._reply(request)
            if reply["content"]["status"] != "ok":
                raise RuntimeError(reply["content"])
            if self._value_comes(request, expected):
                return
        raise TimeoutError(f"{self.manager.kernel_name} shows no value")

    def _value_comes(self, request, expected):
        try:
            while True:
                message = self.client.get_iopub_msg(timeout=0.1)
                if message["parent_header"].get("msg_id") == request and _text(message).strip() == expected:
                    return True
        except Empty:
            return False

    def run(self, code, shows=""):
        """Runs a cell until it is idle, has shown what is expected at the end of its output, and its reply is there."""
        return self.finish(self.client.execute(code), shows)

    def reply_to(self, code, _shows=""):
        """Runs a cell until its reply is there; what it shows is left aside. Returns whether it came and told success."""
        try:
            return self._reply(self.client.execute(code), LOST)["content"]["status"] == "ok"
        except Empty:
            return False

    def finish(self, request, shows="", failure=None):
        """Waits for a cell's end; an error is expected where `failure` says so. Returns what the cell showed."""
        shown, idle = [], False
        while not (idle and (failure or "".join(shown[-9:]).rstrip().endswith(shows))):
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "error" and not failure:
                raise RuntimeError("\n".join(content["traceback"]))
            if text := _text(message):
                shown.append(text)
            idle = idle or (kind == "status" and content["execution_state"] == "idle")
        self._reply(request)
        return "".join(shown)

    def busy(self, code):
        """Starts a cell and returns its request when it says on its standard output that it runs."""
        request = self.client.execute(code)
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["msg_type"] == "stream" and message["parent_header"].get("msg_id") == request:
                return request

    def ask(self, request):
        """Waits for the reply to a request other than a cell; returns its content."""
        return self._reply(request)["content"]

    def _reply(self, request, patience=PATIENCE):
        while True:
            message = self.client.get_shell_msg(timeout=patience)
            if message["parent_header"].get("msg_id") == request:
                return message

    def megabytes(self):
        """Memory of the kernel and all it has started, shared pages counted once (PSS), in MB."""
        parent = psutil.Process(self.manager.provisioner.pid)
        processes = [parent, *parent.children(recursive=True)]
        return sum(process.memory_full_info().pss for process in processes) / 1e6

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def _text(message):
    """What a message shows. tslab prints a cell's value."""
    content = message["content"]
    if message["msg_type"] == "stream":
        return _COLOUR.sub("", content["text"])
    return _COLOUR.sub("", content["data"]["text/plain"]) if message["msg_type"] == "execute_result" else ""

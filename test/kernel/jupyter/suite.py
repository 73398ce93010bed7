"""The Jupyter project's own test suite for kernels, and what it leaves out, run against the installed kernelspec `tunebook`."""

import unittest

import jupyter_kernel_test
from jupyter_client import KernelManager

TIMEOUT = 30


class TunebookTests(jupyter_kernel_test.KernelTests):
    manager_options = {}
    kernel_name = "tunebook"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    code_generate_error = "throw new Error('boom')"
    code_clear_output = "display.clear()"
    code_inspect_sample = "parseInt"
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": "const six: number = 6; six * 7", "result": "42"},
        {"code": "'ab'.repeat(2)", "result": "'abab'"},
    ]
    code_display_data = [
        {"code": "show(display.html('<b>bold</b>'))", "mime": "text/html"},
        {"code": "show(display.markdown('*text*'))", "mime": "text/markdown"},
        {"code": "show(display.json({ a: [1] }))", "mime": "application/json"},
        {"code": "show(display.svg('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))", "mime": "image/svg+xml"},
        {"code": "show(display.latex('$x^2$'))", "mime": "text/latex"},
    ]
    completion_samples = [
        {"text": "'ab'.repea", "matches": ["repeat"]},
        {"text": "parseFl", "matches": ["parseFloat"]},
    ]
    complete_code_samples = ["1", "const a = [1, 2]", "function f() { return 1 }", "await Promise.resolve(1)"]
    incomplete_code_samples = ["const a = [1,", "function f() {", "`text", "/* a comment"]
    invalid_code_samples = ["const 1 = 2", "a b", "}"]
    code_history_pattern = "1 +*"
    supported_history_operations = ("tail", "range", "search")

    @classmethod
    def setUpClass(cls):
        cls.km = KernelManager(kernel_name=cls.kernel_name, **cls.manager_options)
        cls.km.start_kernel()
        cls.kc = cls.km.client()
        cls.kc.start_channels()
        cls.kc.wait_for_ready(timeout=TIMEOUT)

    def reply_to(self, msg_id, channel="shell"):
        while True:
            reply = getattr(self.kc, f"get_{channel}_msg")(timeout=TIMEOUT)
            if reply["parent_header"]["msg_id"] == msg_id:
                return reply

    def ask_control(self, msg_type, **content):
        message = self.kc.session.msg(msg_type, content)
        self.kc.control_channel.send(message)
        return self.reply_to(message["header"]["msg_id"], "control")["content"]

    def test_stdin(self):
        for code, prompt, password in (
            ("await input('name? ')", "name? ", False),
            ("await input('secret? ', { password: true })", "secret? ", True),
        ):
            msg_id = self.kc.execute(code, allow_stdin=True)
            request = self.kc.get_stdin_msg(timeout=TIMEOUT)
            self.assertEqual(request["msg_type"], "input_request")
            self.assertEqual(request["content"], {"prompt": prompt, "password": password})
            self.assertEqual(request["parent_header"]["msg_id"], msg_id)
            self.kc.input("typed")
            self.assertEqual(self.reply_to(msg_id)["content"]["status"], "ok")

    def test_stdin_refused(self):
        reply = self.reply_to(self.kc.execute("await input('name? ')", allow_stdin=False))
        self.assertEqual(reply["content"]["ename"], "StdinNotImplementedError")

    def test_subshell(self):
        subshell_id = self.ask_control("create_subshell_request")["subshell_id"]
        waiting = self.kc.execute("await new Promise(resolve => { Object.assign(globalThis, { resolve }) }); 'main'")
        message = self.kc.session.msg("execute_request", {"code": "await 0; (globalThis as any).resolve()", "silent": False})
        message["header"]["subshell_id"] = subshell_id
        self.kc.shell_channel.send(message)
        replies = [self.kc.get_shell_msg(timeout=TIMEOUT)["parent_header"]["msg_id"] for _ in range(2)]
        self.assertEqual(sorted(replies), sorted([waiting, message["header"]["msg_id"]]))
        self.assertEqual(self.ask_control("list_subshell_request")["subshell_id"], [subshell_id])
        self.assertEqual(self.ask_control("delete_subshell_request", subshell_id=subshell_id)["status"], "ok")

    def test_unknown_comm(self):
        self.flush_channels()
        message = self.kc.session.msg("comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
        self.kc.shell_channel.send(message)
        types = [self.kc.get_iopub_msg(timeout=TIMEOUT)["msg_type"] for _ in range(3)]
        self.assertEqual(types, ["status", "comm_close", "status"])

    def test_interrupt(self):
        self.flush_channels()
        msg_id = self.kc.execute("console.log('waits'); await new Promise(() => {})")
        while self.kc.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "stream":
            pass
        self.km.interrupt_kernel()
        self.assertEqual(self.reply_to(msg_id)["content"]["ename"], "InterruptedError")

    def test_zz_restart(self):
        self.execute_helper("'before the restart'")
        self.km.restart_kernel(now=False)
        self.kc.wait_for_ready(timeout=TIMEOUT)
        reply = self.reply_to(self.kc.history(hist_access_type="range", session=-1, start=0, stop=None))
        self.assertEqual(reply["content"]["history"][-1][2], "'before the restart'")


class TunebookIpcTests(TunebookTests):
    manager_options = {"transport": "ipc"}


class TunebookCurveTests(TunebookTests):
    manager_options = {"transport_encryption": "auto"}

    def test_encryption(self):
        self.assertIn("curve_publickey", self.km.get_connection_info())


class TunebookWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "tunebook"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)

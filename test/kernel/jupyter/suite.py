"""The Jupyter project's own test suite for kernels, run against the installed kernelspec `tunebook`."""

import unittest

import jupyter_kernel_test


class TunebookTests(jupyter_kernel_test.KernelTests):
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


class TunebookWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "tunebook"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)

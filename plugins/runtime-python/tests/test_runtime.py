"""What the Python language runtime promises, tried natively: the same source, without the component around it.

Not here: anything that takes the sandbox to show (denied files and sockets, fuel, memory, the snapshot).
"""

import json
import marshal
import os
import subprocess
import sys
import textwrap
import unittest
from types import SimpleNamespace

ONE_CALL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "one_call.py")


def do(method, files, entry="main.py", **rest):
    if isinstance(files, str):
        files = {entry: files}
    files = {path: textwrap.dedent(text) for path, text in files.items()}
    call = {"method": method, "files": files, "entry": entry, **rest}
    done = subprocess.run([sys.executable, "-B", ONE_CALL], input=json.dumps(call).encode(), capture_output=True, timeout=60)
    if not done.stdout:
        raise AssertionError("the runtime itself failed:\n" + done.stderr.decode())
    return SimpleNamespace(**marshal.loads(done.stdout))


def run(files, stdin="", args=(), **rest):
    return do("run", files, stdin=stdin, args=list(args), **rest)


def call(files, function, *args, **rest):
    return do("call", files, function=function, args=[json.dumps(arg) for arg in args], **rest)


class RunTest(unittest.TestCase):
    def check(self, files, stdout="", stderr="", code=0, **rest):
        outcome = run(files, **rest)
        self.assertEqual((outcome.stdout, outcome.stderr, outcome.value), (stdout, stderr, code))

    def test_a_program_prints_and_ends_well(self):
        self.check("print('hi')", stdout="hi\n")

    def test_the_entry_is_main_and_can_be_looked_up(self):
        self.check("import sys; print(__name__, __file__, sys.modules['__main__'].__dict__ is globals())",
                   stdout="__main__ main.py True\n")

    def test_standard_input_is_text_with_a_buffer(self):
        self.check("import sys; print(input(), list(sys.stdin))", stdin="你好\r\nx", stdout="你好 ['x']\n")
        self.check("import sys; print(sys.stdin.buffer.read())", stdin="a\r\n", stdout="b'a\\r\\n'\n")

    def test_the_arguments_follow_the_entry(self):
        self.check("import sys; print(sys.argv)", args=["a", "b"], stdout="['main.py', 'a', 'b']\n")

    def test_both_outputs_take_bytes(self):
        self.check("import sys; sys.stdout.buffer.write(b'o'); sys.stderr.buffer.write(b'e')", stdout="o", stderr="e")

    def test_every_line_reaches_the_console_at_once_in_the_beginning(self):
        self.assertEqual(run("for i in range(10): print(i)").stdout_writes, 10)

    def test_long_output_is_sent_in_blocks_and_complete(self):
        outcome = run("for i in range(100_000): print(i)")
        self.assertEqual(outcome.stdout, "".join(f"{i}\n" for i in range(100_000)))
        self.assertLess(outcome.stdout_writes, 5_000)

    def test_exit_codes_are_those_of_cpython(self):
        for argument, code, stderr in (("", 0, ""), ("None", 0, ""), ("3", 3, ""), ("True", 1, ""), ("-1", 255, ""),
                                       ("300", 44, ""), ("'bye'", 1, "bye\n"), ("(1, 2)", 1, "(1, 2)\n")):
            with self.subTest(argument):
                self.check(f"import sys; sys.exit({argument})", code=code, stderr=stderr)

    def test_exit_functions_run_at_the_end(self):
        self.check("import atexit; atexit.register(print, 'bye'); print('hi')", stdout="hi\nbye\n")

    def test_output_in_a_replaced_stream_is_written_at_the_end(self):
        self.check("import io, sys; sys.stdout = io.TextIOWrapper(sys.stdout.buffer); print('x', end='')", stdout="x")

    def test_other_files_and_packages_can_be_imported(self):
        files = {"main.py": "import util, package.part, folder.leaf\nprint(util.x, package.part.y, folder.leaf.z)", "util.py": "x = 1",
                 "package/__init__.py": "", "package/part.py": "from . import other\ny = other.y", "package/other.py": "y = 2",
                 "folder/leaf.py": "z = 3"}
        self.check(files, stdout="1 2 3\n")

    def test_modules_are_found_beside_the_entry_first(self):
        files = {"app/main.py": "import util, other; print(util.x, other.x)", "app/util.py": "x = 1", "util.py": "x = 2",
                 "other.py": "x = 3"}
        self.check(files, entry="app/main.py", stdout="1 3\n")

    def test_a_file_of_the_program_takes_the_place_of_a_standard_module(self):
        self.check({"main.py": "import queue, runtime; print(queue.x, runtime.x)", "queue.py": "x = 1", "runtime.py": "x = 2"},
                   stdout="1 2\n")

    def test_modules_of_the_runtime_cannot_be_imported(self):
        outcome = run("import streams")
        self.assertIn("ModuleNotFoundError: No module named 'streams'", outcome.stderr)

    def test_a_byte_order_mark_is_no_syntax_error(self):
        self.check("\ufeffprint(1)", stdout="1\n")

    def test_classes_of_the_program_can_be_pickled(self):
        self.check("""
            import dataclasses, pickle
            @dataclasses.dataclass
            class Point:
                x: int
            print(pickle.loads(pickle.dumps(Point(1))))
            """, stdout="Point(x=1)\n")

    def test_random_numbers_differ_between_runs(self):
        program = "import random; print(random.getrandbits(64))"
        self.assertNotEqual(run(program).stdout, run(program).stdout)

    def test_a_missing_entry_is_said_plainly(self):
        self.check({"a.py": ""}, code=1, stderr="the entry file `main.py` is not one of the program's files: a.py\n")


class TracebackTest(unittest.TestCase):
    def check(self, files, *expected, code=1):
        """Every frame is the candidate's, and the expected lines are there in this order."""
        outcome = run(files)
        self.assertEqual(outcome.value, code)
        self.assertNotIn("runtime-python", outcome.stderr)
        self.assertNotIn("importlib", outcome.stderr)
        self.assertLessEqual(len(outcome.stderr.splitlines()), 50)
        place = 0
        for line in expected:
            self.assertIn(line, outcome.stderr[place:])
            place = outcome.stderr.index(line, place) + len(line)
        return outcome.stderr

    def test_it_names_file_and_line_and_shows_the_source(self):
        text = self.check("def f():\n    return 1 / 0\nf()", 'File "main.py", line 3, in <module>\n    f()\n',
                          'File "main.py", line 2, in f\n    return 1 / 0\n', "ZeroDivisionError: division by zero\n")
        self.assertTrue(text.startswith("Traceback (most recent call last):\n"))

    def test_it_shows_the_lines_of_imported_files(self):
        self.check({"main.py": "import util", "util.py": "x = 1\n1 / 0"}, 'File "main.py", line 1', 'File "util.py", line 2', "1 / 0")

    def test_a_syntax_error_has_its_line_and_caret_and_no_frames(self):
        text = self.check("x = (1 +\n", 'File "main.py", line 1\n', "x = (1 +", "^", "SyntaxError: ")
        self.assertNotIn("Traceback", text)

    def test_a_syntax_error_found_after_parsing_shows_its_line(self):
        self.check("x = 1\nreturn x", 'File "main.py", line 2\n', "return x", "SyntaxError: 'return' outside function")

    def test_exception_chains_are_shown(self):
        self.check("try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('x') from error",
                   "ZeroDivisionError: division by zero", "direct cause", "ValueError: x")

    def test_endless_recursion_shows_both_ends(self):
        self.check("def f(n):\n    return f(n + 1)\nf(0)", "line 3, in <module>", "line 2, in f", "RecursionError: ", "frames")

    def test_mutual_recursion_stays_within_the_lines(self):
        self.check("def f(): g()\ndef g(): f()\nf()", "line 3, in <module>", "RecursionError: ")

    def test_a_long_message_is_shortened(self):
        text = self.check(r"raise ValueError('x' * 100_000 + '\n' * 1000)", "ValueError: x")
        self.assertLess(len(text), 3_000)

    def test_a_broken_str_does_not_hide_the_type(self):
        self.check("class E(Exception):\n    def __str__(self): raise SystemExit(0)\nraise E", "E: <exception str() failed>")

    def test_base_exceptions_are_failures(self):
        self.check("raise KeyboardInterrupt", "KeyboardInterrupt")

    def test_a_hook_of_the_candidate_is_used(self):
        outcome = run("import sys\nsys.excepthook = lambda kind, error, frames: print('hook', kind.__name__)\n1 / 0")
        self.assertEqual((outcome.stdout, outcome.stderr, outcome.value), ("hook ZeroDivisionError\n", "", 1))

    def test_tampering_still_leaves_a_message(self):
        for source in ("import traceback\ntraceback.TracebackException.from_exception = None\n1 / 0",
                       "import linecache, traceback\nlinecache.getline = traceback.StackSummary = None\n1 / 0",
                       "import sys\nsys.stderr = sys.stdout = sys.exit = None\n1 / 0",
                       "import sys\nsys.modules.clear()\n1 / 0"):
            with self.subTest(source):
                self.check(source, "ZeroDivisionError")

    def test_patched_builtins_still_leave_a_message(self):
        self.check("import builtins\nfor name in list(vars(builtins)):\n    setattr(builtins, name, None)\n", "TypeError")


class CallTest(unittest.TestCase):
    def value(self, source, function, *args):
        outcome = call(source, function, *args)
        self.assertIsNone(outcome.error)
        return json.loads(outcome.value)

    def error(self, source, function, *args):
        outcome = call(source, function, *args)
        self.assertIsNone(outcome.value)
        return outcome.error

    def test_arguments_and_values_are_json(self):
        argument = {"a": [1, 2.5, "é\U0001f600", None, True]}
        self.assertEqual(self.value("def same(x): return x", "same", argument), argument)

    def test_tuples_become_arrays_and_integer_keys_strings(self):
        self.assertEqual(self.value("def f(): return (1, {2: 3})", "f"), [1, {"2": 3}])

    def test_big_integers_are_exact(self):
        self.assertEqual(self.value("def f(n): return n + 1", "f", 10**40), 10**40 + 1)

    def test_the_module_has_the_name_of_its_file(self):
        outcome = do("call", "def f(): return __name__", entry="app/solution.py", function="f", args=[])
        self.assertEqual(outcome.value, '"solution"')

    def test_what_is_printed_is_apart_from_the_value(self):
        outcome = call("print('loaded')\ndef f():\n    print('[1]')\n    return 2", "f")
        self.assertEqual((outcome.value, outcome.stdout), ("2", "loaded\n[1]\n"))

    def test_what_json_cannot_hold_is_named_with_its_place(self):
        for expression, expected in (("{'k': [1, {2}]}", "type `set`, which JSON cannot hold (at `value['k'][1]`)"),
                                     ("[float('nan')]", "nan, which JSON has no number for (at `value[0]`)"),
                                     ("{(1, 2): 3}", "a key of type `tuple`"), ("b''", "type `bytes`"),
                                     ("(x for x in ())", "type `generator`"), ("chr(0xd800)", "half of a surrogate pair"),
                                     ("10 ** 5000", "more than 4,000 digits")):
            with self.subTest(expression):
                self.assertIn(expected, self.error(f"def f(): return {expression}", "f"))

    def test_a_value_within_itself_is_an_error(self):
        self.assertIn("contains itself", self.error("def f():\n    a = []\n    a.append(a)\n    return a", "f"))

    def test_values_with_hostile_methods_are_an_error(self):
        self.assertIn("cannot be written", self.error(
            "class K(str):\n    def __repr__(self): 1 / 0\ndef f(): return {K('a'): {1}}", "f"))
        self.assertIn("SystemExit", self.error(
            "class D(dict):\n    def items(self): raise SystemExit(0)\ndef f(): return D(a=1)", "f"))

    def test_a_missing_function_lists_those_defined(self):
        self.assertEqual(self.error("def f(): pass\ndef g(): pass\nh = 1", "h"),
                         "`main.py` defines no function `h`; it defines `f`, `g`\n")

    def test_an_exception_comes_with_the_candidates_frames_only(self):
        error = self.error("def f(n):\n    return 1 / n", "f", 0)
        self.assertIn('File "main.py", line 2, in f\n    return 1 / n\n', error)
        self.assertNotIn("runtime.py", error)

    def test_wrong_arguments_are_an_error(self):
        self.assertIn("TypeError: f() missing 1 required", self.error("def f(a, b): pass", "f", 1))

    def test_an_argument_that_is_not_json_is_an_error(self):
        outcome = do("call", "def f(x): return x", function="f", args=["[1,"])
        self.assertIn("an argument is not JSON: json.decoder.JSONDecodeError: ", outcome.error)

    def test_exiting_is_an_error(self):
        self.assertIn("SystemExit: 0", self.error("import sys\ndef f(): sys.exit(0)", "f"))
        self.assertIn("SystemExit", self.error("raise SystemExit\ndef f(): pass", "f"))

    def test_tampering_does_not_reach_the_value(self):
        self.assertEqual(self.value("""
            import builtins, json, sys
            json.dumps = json.JSONEncoder.encode = json.encoder.c_make_encoder = json.encoder.encode_basestring = None
            sys.stdout = sys.exit = builtins.isinstance = builtins.str = builtins.type = builtins.len = None
            def f(x): return {"a": x}
            """, "f", [1]), {"a": [1]})


class CompileCheckTest(unittest.TestCase):
    def check(self, files):
        return do("compile_check", files).error

    def test_a_good_program_has_no_error_and_is_not_run(self):
        self.assertIsNone(self.check({"main.py": "print(1 / 0)", "notes.txt": "not Python ("}))

    def test_every_wrong_file_is_reported_as_cpython_would(self):
        error = self.check({"main.py": "x = 1", "a.py": "def f(:\n    pass", "b.py": "if x:\ny = 1"})
        self.assertTrue(error.startswith('  File "a.py", line 1\n    def f(:\n'))
        self.assertIn("SyntaxError: invalid syntax\n", error)
        self.assertIn('  File "b.py", line 2\n    y = 1\n', error)
        self.assertIn("IndentationError: expected an indented block", error)

    def test_a_null_character_is_an_error(self):
        self.assertIn("null bytes", self.check("x = '\0'"))


if __name__ == "__main__":
    unittest.main()

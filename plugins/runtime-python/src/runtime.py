"""The Python language runtime: what `touchstone:plugin/language-runtime` asks for, and nothing besides.

Everything that does not depend on the candidate (imports, streams, the event loop) is made while this module is imported,
which happens once, when the component is built; its memory at the end of that is what every run starts from. What must not
be the same for every run, componentize-py renews before a call: it seeds `random` anew and reads the environment.
Limits on fuel, memory and output are the host's: nothing here counts or enforces them.
"""

import atexit
import builtins
import sys
import warnings

__builtins__ = dict(vars(builtins))  # ours to keep: a candidate may overwrite the names in `builtins`

import standard_library

standard_library.load()

import event_loop
import failures
import json_values
import program_modules
import snapshot
import streams
from componentize_py_types import Err

event_loop.install()

_OWN_MODULES = (
    "runtime", "standard_library", "event_loop", "failures", "json_values", "program_modules", "snapshot",
    "streams",
)
_modules = sys.modules
_run_exit_functions = atexit._run_exitfuncs
_default_excepthook = sys.excepthook
_ignore_warnings = warnings.simplefilter


class LanguageRuntime:
    """One instance serves one call: the host makes a fresh one for the next."""

    def compile_check(self, program):
        _ignore_warnings("ignore")
        errors = []
        for file in program.files:
            if not file.path.endswith(".py"):
                continue
            try:
                program_modules.compile_source(file.text, file.path)
            except BaseException as error:
                errors.append(failures.describe_without_frames(error))
        if errors:
            raise Err(failures.shorten("".join(errors)))

    def run(self, program, stdin, args):
        files = _prepare(program, stdin, args)
        try:
            program_modules.execute(files, program.entry, "__main__")
            code = 0
        except SystemExit as request:
            code = _exit_code(request)
        except failures.Problem as problem:
            code = 1
            streams.write_error(problem.args[0])
        except BaseException as error:
            code = 1
            _report(error)
        _finish()
        return code

    def call(self, program, function, args):
        try:
            values = [json_values.decode(text) for text in args]
        except BaseException as error:
            raise Err("an argument is not JSON: " + failures.describe_without_frames(error)) from None
        files = _prepare(program, b"", ())
        try:
            module = program_modules.execute(files, program.entry, program_modules.stem(program.entry))
            value = program_modules.find_function(module, function, program.entry)(*values)
            text, error_text = json_values.encode(value), None
        except failures.Problem as problem:
            error_text = problem.args[0]
        except SystemExit as request:
            error_text = failures.describe(request)
        except BaseException as error:
            error_text = failures.describe(error)
        _finish()
        if error_text is not None:
            raise Err(error_text)
        return text


def _prepare(program, stdin, args):
    """Gives the fresh instance what belongs to this call. Returns the program's files by path."""
    for name in _OWN_MODULES:
        _modules.pop(name, None)
    sys.argv = [program.entry, *args]
    streams.connect(stdin)
    files = {file.path: file.text for file in program.files}
    program_modules.install(files, program.entry)
    return files


def _finish():
    """What CPython does when it ends: exit functions, then the streams. Whatever the candidate left there, no error gets out."""
    try:
        _run_exit_functions()
    except BaseException:
        pass
    streams.flush()


def _report(error):
    """Writes an uncaught exception to standard error, by the candidate's own hook where there is one."""
    try:
        hook = sys.excepthook
        if hook is not _default_excepthook:
            hook(type(error), error, failures.candidate_traceback(error))
            return
    except BaseException:
        pass
    streams.flush()
    streams.write_error(failures.describe(error))


def _exit_code(request):
    """The exit code that CPython gives for this SystemExit."""
    try:
        code = request.code
        if code is None:
            return 0
        if isinstance(code, int):
            return int(code) & 0xFF
        streams.flush()
        streams.write_error(str(code) + "\n")
    except BaseException:
        pass
    return 1


snapshot.take(LanguageRuntime, globals())

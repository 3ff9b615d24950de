"""Does one call of the runtime natively, in a process of its own as the host gives every call a fresh instance.

Reads the call as JSON from standard input, writes its outcome by `marshal` (which no candidate can patch) to standard
output. The contract's generated modules are stubs here; the standard library and the event loop need the component's
CPython: the few modules that tests use are imported above.
"""

import builtins
import dataclasses
import json
import marshal
import os
import pickle
import queue
import sys
import types

__builtins__ = dict(vars(builtins))  # a candidate may overwrite the names in `builtins`

SOURCE_FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src")


class Output:
    STDOUT = 0
    STDERR = 1


class Err(Exception):
    def __init__(self, value):
        super().__init__(value)
        self.value = value


def stub_module(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def main():
    call = json.load(sys.stdin)
    channel = os.dup(1)
    encode, write_all = marshal.dumps, os.write
    written = {Output.STDOUT: [], Output.STDERR: []}
    console = stub_module("wit_world.imports.console", Output=Output, write=lambda to, data: written[to].append(data))
    stub_module("wit_world")
    stub_module("wit_world.imports", console=console)
    stub_module("componentize_py_types", Err=Err)
    stub_module("standard_library", load=lambda: None)
    stub_module("event_loop", install=lambda: None)
    stub_module("snapshot", take=lambda runtime_class, module: None)
    sys.path.insert(0, SOURCE_FOLDER)
    import runtime

    files = [types.SimpleNamespace(path=path, text=text) for path, text in call["files"].items()]
    program = types.SimpleNamespace(language="python", entry=call["entry"], files=files)
    outcome = {"value": None, "error": None}
    try:
        method = getattr(runtime.LanguageRuntime(), call["method"])
        if call["method"] == "run":
            outcome["value"] = method(program, call["stdin"].encode(), call["args"])
        elif call["method"] == "call":
            outcome["value"] = method(program, call["function"], call["args"])
        else:
            method(program)
    except Err as error:
        outcome["error"] = error.value
    outcome["stdout"] = b"".join(written[Output.STDOUT]).decode()
    outcome["stderr"] = b"".join(written[Output.STDERR]).decode()
    outcome["stdout_writes"] = len(written[Output.STDOUT])
    write_all(channel, encode(outcome))
    os._exit(0)


main()

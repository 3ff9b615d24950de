"""Readies the interpreter for its snapshot, so that a run touches few pages of it: each costs a page fault and a copy.

Warm: programs have run, so that bytecode is specialised and caches are filled before the snapshot, not in every run after it.
Without holes: what lived while modules were imported left free places all over the heap, and a run's objects would go there;
once they are taken, new objects lie side by side behind everything else. What the programs left behind is undone here.
"""

import gc
import linecache
import sys
from types import SimpleNamespace

import program_modules
import streams

_ROUNDS = 24
_STREAMS = ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")
_STDIN = b"3 1 2\nsecond line\n"

_WHOLE = """
import collections, math, sys

class Account:
    def __init__(self, owner, amount=0):
        self.owner, self.amount = owner, amount

    def add(self, amount):
        self.amount += amount
        return self

    def __repr__(self):
        return f"Account({self.owner!r}, {self.amount:.2f})"

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def main():
    numbers = sorted(map(int, input().split()), key=lambda number: -number)
    counts = {}
    for word in ["one", "two", "one"]:
        counts[word] = counts.get(word, 0) + 1
    squares = [number * number for number in range(30) if number % 2]
    pairs = {key: value for key, value in zip("abc", squares)}
    try:
        pairs["missing"]
    except KeyError as error:
        print("no", error, file=sys.stderr)
    text = ", ".join(str(number) for number in numbers).strip().split(",")
    total = sum(squares) / len(squares) + math.sqrt(2) + fib(9)
    for line in sys.stdin:
        text.append(line.rstrip())
    print(Account("Ann", 1).add(2), collections.Counter(text).most_common(1), "%d" % max(numbers), len(counts), total)
    print(*numbers, sep=" ", end="\\n")

if __name__ == "__main__":
    main()
"""
_SHORT = "print(sum(map(int, input().split())))\n"
_FAILING = "def fail(n):\n    return 1 // n\n\nfail(0)\n"
_FUNCTION = "def solve(values, more=None):\n    return {'sum': sum(values), 'more': more}\n"


def take(runtime_class, module):
    """Warms `runtime_class`, whose module has the variables `module`, and leaves a heap without holes."""
    _warm(runtime_class, module)
    gc.collect()
    _fill_holes()
    gc.freeze()


def _warm(runtime_class, module):
    modules, meta_path, path = dict(sys.modules), sys.meta_path[:], sys.path[:]
    others = {name: getattr(sys, name) for name in (*_STREAMS, "argv") if hasattr(sys, name)}
    write, run_exit_functions = streams._console_write, module["_run_exit_functions"]
    streams._console_write = lambda output, data: None
    module["_run_exit_functions"] = lambda: None  # they are the interpreter's, for the end of a candidate's program
    runtime = runtime_class()
    for _ in range(_ROUNDS):
        for text in (_WHOLE, _SHORT, _FAILING):
            runtime.compile_check(_program(text))
            streams.renew()
            runtime.run(_program(text), _STDIN, ())
        streams.renew()
        runtime.call(_program(_FUNCTION), "solve", ["[1, 2.5]", '{"a": null}'])
    streams.renew()
    streams._console_write, module["_run_exit_functions"] = write, run_exit_functions
    sys.modules.clear()
    sys.modules.update(modules)
    sys.meta_path[:], sys.path[:] = meta_path, path
    for name in (*_STREAMS, "argv"):
        if name in others:
            setattr(sys, name, others[name])
        elif hasattr(sys, name):
            delattr(sys, name)
    program_modules._finder.files, program_modules._finder.roots = {}, ()
    linecache.cache.pop("main.py", None)


def _program(text):
    return SimpleNamespace(language="python", entry="main.py", files=[SimpleNamespace(path="main.py", text=text)])


def _fill_holes():
    """Takes every free place below the end of the heap, the large ones first, and keeps it.

    Needs an allocator that grows upwards and prefers holes, as the component's does (dlmalloc), and addresses from `id`.
    """
    global _fillers
    end = id(bytes(1 << 20))
    for size in (*range(1 << 18, 1 << 14, -(1 << 13)), *range(1 << 14, 1 << 11, -256), *range(1 << 11, 1, -8)):
        while True:
            filler = bytes(size)
            if id(filler) >= end:
                break
            _fillers = filler, _fillers


_fillers = None

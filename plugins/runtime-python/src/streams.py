"""The candidate's standard streams: sys.stdin over the given bytes, sys.stdout and sys.stderr over the contract's console.

Output goes to the console line by line, so that what was printed before the host stops the program is kept. A line costs a
call of the host, as much as printing three lines: after its first 8 KiB a stream sends blocks of 8 KiB instead.
"""

import builtins
import io
import sys

from wit_world.imports import console

__builtins__ = dict(vars(builtins))

_LINEWISE_BYTES = 8 * 1024
_BLOCK_BYTES = 8 * 1024
_LARGEST_WRITE_BYTES = 64 * 1024
_STDERR = console.Output.STDERR
_console_write = console.write


class ConsoleBuffer(io.BufferedIOBase):
    """One of the console's two outputs: the `buffer` under sys.stdout or sys.stderr."""

    mode = "wb"

    def __init__(self, output, name):
        self.name = name
        self._output = output
        self._waiting = bytearray()
        self._written = 0
        self._text = None

    def writable(self):
        return True

    def write(self, data):
        self._waiting += data
        if len(self._waiting) >= _BLOCK_BYTES:
            self._send()
        return len(data)

    def flush(self):
        if self._waiting:
            self._send()

    def text(self, errors):
        """The text stream that writes here, line by line at first."""
        self._text = io.TextIOWrapper(self, encoding="utf-8", errors=errors, newline="\n", line_buffering=True)
        return self._text

    def _send(self):
        data, self._waiting = self._waiting, bytearray()
        _write(self._output, bytes(data))
        before, self._written = self._written, self._written + len(data)
        if before < _LINEWISE_BYTES <= self._written:
            self._text.reconfigure(line_buffering=False)


def connect(stdin):
    """Puts the three streams in place, with the bytes `stdin` to read. The component's build keeps its own until then."""
    _stdin_bytes.write(stdin)
    _stdin_bytes.seek(0)
    sys.stdin = sys.__stdin__ = _stdin
    sys.stdout = sys.__stdout__ = _stdout
    sys.stderr = sys.__stderr__ = _stderr


def renew():
    """Makes three streams that nobody has used."""
    global _stdin_bytes, _stdin, _stdout, _stderr
    _stdin_bytes = io.BytesIO()
    _stdin = io.TextIOWrapper(io.BufferedReader(_stdin_bytes), encoding="utf-8")
    _stdout = ConsoleBuffer(console.Output.STDOUT, "<stdout>").text("strict")
    _stderr = ConsoleBuffer(console.Output.STDERR, "<stderr>").text("backslashreplace")


def flush():
    """Writes what is still buffered, in the streams that the candidate put in place of ours too."""
    for stream in (getattr(sys, "stdout", None), getattr(sys, "stderr", None), _stdout, _stderr):
        try:
            stream.flush()
        except BaseException:
            pass


def write_error(text):
    """Writes to the console's standard error, whatever the candidate did to sys.stderr."""
    _write(_STDERR, text.encode("utf-8", "backslashreplace"))


def _write(output, data):
    for start in range(0, len(data), _LARGEST_WRITE_BYTES):
        _console_write(output, data[start:start + _LARGEST_WRITE_BYTES])


renew()

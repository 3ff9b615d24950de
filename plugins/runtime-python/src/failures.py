"""Turns exceptions into the text that CPython would print, with the candidate's frames only.

Frames of the runtime and of the import system are left out, and so is the middle of a text that is too long.
Nothing here raises, whatever the exception or the patched standard library does.
"""

import builtins
import linecache
import os
import types
from traceback import TracebackException

__builtins__ = dict(vars(builtins))

MAX_LINES = 50
MAX_LINE_CHARACTERS = 1_000
_FIRST_LINES = 15
_MAX_FRAMES = 40
_END_FRAMES = 8
_MAX_CHAIN = 10

_OWN_FOLDER = os.path.dirname(__file__) + "/"
_Traceback = types.TracebackType


class Problem(Exception):
    """Something the candidate's program did wrong that no exception of its own tells; the argument is the text to show."""


def remember_source(files):
    """Lets tracebacks show the program's lines. `files` is text by path."""
    for path, text in files.items():
        linecache.cache[path] = (lambda text=text: text,)


def describe(error):
    """The traceback and message of `error`, ending in a newline."""
    try:
        _keep_candidate_frames(error)
        lines = list(TracebackException.from_exception(error).format())
        if error.__traceback__ is None and lines and lines[0].startswith("Traceback"):
            del lines[0]
        return shorten("".join(lines))
    except BaseException:
        return _name(error) + "\n"


def describe_without_frames(error):
    """The message of `error`, for a syntax error with its file, line and caret; ends in a newline."""
    try:
        return "".join(TracebackException.from_exception(error, limit=0).format_exception_only())
    except BaseException:
        return _name(error) + "\n"


def candidate_traceback(error):
    """The traceback object of `error`, beginning at the candidate's first frame."""
    try:
        return _filtered(error.__traceback__)
    except BaseException:
        return None


def shorten(text):
    """At most MAX_LINES lines of at most MAX_LINE_CHARACTERS: the first few, then the last."""
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        last_lines = MAX_LINES - _FIRST_LINES - 1
        left_out = len(lines) - _FIRST_LINES - last_lines
        lines[_FIRST_LINES:-last_lines] = [f"  [... {left_out} lines left out ...]"]
    return "".join(_cut(line) + "\n" for line in lines)


def _cut(line):
    return line if len(line) <= MAX_LINE_CHARACTERS else line[:MAX_LINE_CHARACTERS] + " [...]"


def _name(error):
    """The exception's type, asked in a way that the candidate's classes cannot answer for."""
    return type.__dict__["__name__"].__get__(type(error))


def _keep_candidate_frames(error):
    """Filters the tracebacks of `error` and of the exceptions that it carries, the first _MAX_CHAIN of them."""
    waiting, seen = [error], set()
    while waiting:
        current = waiting.pop()
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        current.__traceback__ = _filtered(current.__traceback__)
        _leave_out_middle_frames(current)
        if len(seen) >= _MAX_CHAIN:
            current.__cause__ = current.__context__ = None
            continue
        waiting += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions


def _filtered(traceback):
    return _rebuilt([entry for entry in _entries(traceback) if not _is_ours(entry.tb_frame.f_code.co_filename)])


def _leave_out_middle_frames(error):
    """Formatting a frame costs as much as running a small program: of an endless recursion only the two ends are shown."""
    entries = _entries(error.__traceback__)
    if len(entries) > _MAX_FRAMES:
        error.__traceback__ = _rebuilt(entries[:_END_FRAMES] + entries[-_END_FRAMES:])
        left_out = len(entries) - 2 * _END_FRAMES
        BaseException.add_note(error, f"[{left_out} frames in the middle of this traceback are left out]")


def _entries(traceback):
    entries = []
    while traceback is not None:
        entries.append(traceback)
        traceback = traceback.tb_next
    return entries


def _rebuilt(entries):
    chain = None
    for entry in reversed(entries):
        chain = _Traceback(chain, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return chain


def _is_ours(file_name):
    return file_name.startswith(_OWN_FOLDER) or file_name.startswith("<frozen importlib")

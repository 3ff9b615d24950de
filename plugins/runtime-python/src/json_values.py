"""JSON text to Python values and back, by references taken before any code of the candidate is loaded.

Tuples become arrays and whole-number keys become strings, as `json.dumps` has them. What JSON cannot say (sets, NaN, objects)
is a Problem that names the type and the place.
"""

import builtins
import json.decoder
import json.encoder

import failures

__builtins__ = dict(vars(builtins))

_MAX_STEPS = 10_000
_MAX_INTEGER_BITS = 14_000
_GENERAL_PROBLEM = "the returned value cannot be written as JSON: it is nested too deeply, or its own methods fail\n"


class _Refused(TypeError):
    pass


def _refuse(value):
    raise _Refused


decode = json.decoder.JSONDecoder().decode
_make_encoder = json.encoder.c_make_encoder
_quote = json.encoder.encode_basestring


def encode(value):
    """The JSON text of a value that the candidate's function returned."""
    text = None
    try:
        text = "".join(_make_encoder({}, _refuse, _quote, None, ":", ",", False, False, False)(value, 0))
        text.encode("utf-8")
        return text
    except (ValueError, TypeError, RecursionError):
        pass
    except BaseException as error:
        if not isinstance(error.__context__, _Refused):
            raise
    raise failures.Problem(_explain(value))


def _explain(value):
    """Says where in `value` the first thing is that JSON cannot hold. The value's own methods may raise anything."""
    try:
        return _first_problem(value)
    except BaseException:
        return _GENERAL_PROBLEM


def _first_problem(value):
    waiting = [(value, "", ())]
    for _ in range(_MAX_STEPS):
        if not waiting:
            break
        current, place, parents = waiting.pop()
        problem = _problem_with(current, parents)
        if problem is not None:
            return f"{problem} (at `value{place}`)\n"
        inside = (*parents, id(current))
        if isinstance(current, dict):
            children = [(child, f"{place}[{key!r}]", inside) for key, child in dict.items(current)]
        elif isinstance(current, (list, tuple)):
            children = [(child, f"{place}[{index}]", inside) for index, child in enumerate(current)]
        else:
            children = []
        waiting += reversed(children)
    return _GENERAL_PROBLEM


def _problem_with(value, parents):
    """What JSON has against this one value, its parts aside."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f"the function returned {float.__repr__(value)}, which JSON has no number for"
    if isinstance(value, dict):
        for key in dict.keys(value):
            if not isinstance(key, (str, int, float)) and key is not None:
                return f"the function returned a dict with a key of type `{type(key).__name__}`; JSON keys are strings"
    if isinstance(value, (dict, list, tuple)):
        return "the function returned a value that contains itself" if id(value) in parents else None
    if isinstance(value, str):
        lone = any("\ud800" <= character <= "\udfff" for character in value)
        return "the function returned a string with half of a surrogate pair, which JSON text cannot hold" if lone else None
    if isinstance(value, int):
        too_long = int.bit_length(value) > _MAX_INTEGER_BITS
        return "the function returned an integer of more than 4,000 digits" if too_long else None
    if value is None or isinstance(value, float):
        return None
    return f"the function returned a value of type `{type(value).__name__}`, which JSON cannot hold"

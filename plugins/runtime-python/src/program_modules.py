"""Makes the candidate's files importable from memory and executes the entry file.

A module is looked for beside the entry file first, then from the program's root, as a file (`name.py`) or a package
(`name/__init__.py`), then as a folder without an `__init__.py`. There is no file system behind: what is neither a file of
the program nor in the component's memory cannot be imported.
"""

import builtins
import importlib.abc
import importlib.machinery
import sys
import types

import failures

__builtins__ = dict(vars(builtins))

_modules = sys.modules
_Module = types.ModuleType
_ModuleSpec = importlib.machinery.ModuleSpec

# Imported before any script in an ordinary CPython too, so that no file of the candidate can take their place.
_IMPORTED_AT_START = frozenset((
    "__main__", "_abc", "_codecs", "_collections_abc", "_frozen_importlib", "_frozen_importlib_external", "_imp", "_io",
    "_signal", "_sitebuiltins", "_stat", "_thread", "_warnings", "_weakref", "abc", "builtins", "codecs", "encodings",
    "genericpath", "io", "marshal", "os", "posix", "posixpath", "site", "stat", "sys", "time",
))


class ProgramFinder(importlib.abc.MetaPathFinder):
    """Finds modules among the files of one program."""

    def __init__(self):
        self.files = {}
        self.roots = ()

    def find_spec(self, name, path=None, target=None):
        bases = [prefix + name.rpartition(".")[2] for prefix in (self.roots if path is None else path)]
        for base in bases:
            for location, is_package in ((base + "/__init__.py", True), (base + ".py", False)):
                if location in self.files:
                    return self._file_spec(name, base, location, is_package)
        folders = [base + "/" for base in bases if any(known.startswith(base + "/") for known in self.files)]
        if not folders or name in sys.stdlib_module_names:
            return None
        spec = _ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = folders
        return spec

    def _file_spec(self, name, base, location, is_package):
        loader = ProgramLoader(location, self.files[location], is_package)
        spec = _ModuleSpec(name, loader, origin=location, is_package=is_package)
        spec.has_location = True
        if is_package:
            spec.submodule_search_locations = [base + "/"]
        return spec


class ProgramLoader(importlib.abc.InspectLoader):
    """Loads one file of the program."""

    def __init__(self, path, text, is_package):
        self.path = path
        self.text = text
        self._is_package = is_package

    def is_package(self, name):
        return self._is_package

    def get_source(self, name):
        return self.text

    def get_code(self, name):
        return compile_source(self.text, self.path)


_finder = ProgramFinder()
_FINDERS = (_finder, importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter)


def compile_source(text, path):
    """The code of one file. Raises what CPython's own compiler raises."""
    text = text.removeprefix("\ufeff")
    try:
        return compile(text, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        if error.text is None and error.lineno:  # CPython would read the line from the file
            error.text = "".join(text.splitlines(keepends=True)[error.lineno - 1:error.lineno]) or None
        raise


def install(files, entry):
    """Makes `files` (text by path) the program whose modules can be imported, and ends every search of folders.

    Not earlier: componentize-py imports generated modules from folders after it has imported `runtime`.
    """
    sys.meta_path[:] = _FINDERS
    sys.path[:] = [""]
    folder = entry.rpartition("/")[0]
    _finder.files = files
    _finder.roots = (folder + "/", "") if folder else ("",)
    failures.remember_source(files)
    for path in files:
        for root in _finder.roots:
            name = path.removeprefix(root).removesuffix("/__init__.py").removesuffix(".py")
            if name in _modules and name not in _IMPORTED_AT_START and "." not in name:
                _forget(name)


def execute(files, entry, name):
    """Executes the entry file in a fresh module called `name` and returns the module."""
    if entry not in files:
        raise failures.Problem(f"the entry file `{entry}` is not one of the program's files: {', '.join(files)}\n")
    module = _Module(name)
    module.__file__ = entry
    module.__builtins__ = builtins
    module.__loader__ = ProgramLoader(entry, files[entry], False)
    if name != "__main__":
        module.__spec__ = _ModuleSpec(name, module.__loader__, origin=entry)
    _modules[name] = module
    exec(compile_source(files[entry], entry), module.__dict__)
    return module


def find_function(module, function, entry):
    """The function of that name that the module defines."""
    names = module.__dict__
    if function in names and callable(names[function]):
        return names[function]
    defined = [name for name, value in names.items() if type(value) is types.FunctionType]
    known = "it defines " + ", ".join(f"`{name}`" for name in defined) if defined else "it defines no function at all"
    raise failures.Problem(f"`{entry}` defines no function `{function}`; {known}\n")


def stem(path):
    """The name that the file at `path` has as a module."""
    return path.rpartition("/")[2].removesuffix(".py")


def _forget(name):
    """Lets the candidate's file take the place of a standard module of the same name."""
    for known in list(_modules):
        if known == name or known.startswith(name + "."):
            del _modules[known]

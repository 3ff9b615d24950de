"""Imports the standard library while the component is built: what is not in memory then cannot be imported later.

Left out: modules for other systems and for terminals, and those whose C library is not there (ssl, ctypes, bz2, lzma …).
"""

import codecs
import importlib
import os
import pkgutil
import sys

MODULES = """
__future__ abc annotationlib argparse array ast atexit base64 bdb binascii bisect builtins cProfile calendar cmath cmd code
codecs codeop colorsys configparser contextlib contextvars copy copyreg csv dataclasses datetime decimal difflib dis doctest
enum errno faulthandler filecmp fileinput fnmatch fractions ftplib functools gc getopt getpass gettext glob graphlib gzip
hashlib heapq hmac imaplib inspect io ipaddress itertools keyword linecache locale mailbox marshal math mimetypes netrc
ntpath numbers opcode operator optparse os os.path pdb pickle pickletools pkgutil platform plistlib poplib posixpath pprint
profile pstats py_compile pyclbr queue quopri random reprlib rlcompleter runpy sched secrets select selectors shelve shlex
shutil signal site smtplib socket socketserver stat statistics stringprep struct subprocess symtable sys sysconfig tabnanny
tarfile tempfile textwrap threading time timeit token tokenize trace traceback tracemalloc types typing unicodedata uuid
warnings wave weakref zipapp zipimport zlib
""".split()

# With all their modules but those that cannot be imported here.
PACKAGES = """
asyncio collections compression concurrent concurrent.futures email email.mime encodings html http importlib
importlib.metadata importlib.resources json logging multiprocessing multiprocessing.dummy pathlib re sqlite3 string tomllib
unittest urllib wsgiref xml xml.dom xml.etree xml.parsers xml.sax xmlrpc zipfile zoneinfo
""".split()

# Imported by the modules above, or by the interpreter, only when they are needed.
LATE_IMPORTS = """
_ast_unparse _colorize _compat_pickle _markupbase _pydatetime _pydecimal _pylong _strptime _threading_local
""".split()


def load():
    """Imports all of it and forgets the environment of the build."""
    for name in MODULES + LATE_IMPORTS + PACKAGES:
        importlib.import_module(name)
    for package in PACKAGES:
        for module in pkgutil.iter_modules(sys.modules[package].__path__, package + "."):
            if not module.name.endswith("__main__"):
                _import_if_possible(module.name)
    os.environ.clear()


def _import_if_possible(name):
    try:
        importlib.import_module(name)
        if name.startswith("encodings."):
            codecs.lookup(name.removeprefix("encodings."))  # so that a later look-up finds the codec without an import
    except (ImportError, LookupError, AttributeError):
        pass

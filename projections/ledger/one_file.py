"""The verifier as one file, which needs Python and `cryptography` alone: its modules, each word for word."""

import ast
from graphlib import TopologicalSorter
from importlib import resources
from importlib.resources.abc import Traversable

PACKAGE = "projections.ledger.verifier"
SHARED = tuple(f"goals.ledger.{name}" for name in ("leaf", "merkle", "notes", "checkpoint", "sampling", "proof"))
ENTRY = f"{PACKAGE}.alone"
QUOTES = "'" * 3

BEGIN = '''#!/usr/bin/env python3
"""Verify a Goalpost bundle or receipt, offline: python -I goalpost_verify.py BUNDLE --key FILE|VKEY

It needs Python 3.11 or newer and the package `cryptography`; no network, no database, nothing else of Goalpost.
Made by `goalpost ledger verifier` from the modules below, which are word for word those that Goalpost itself runs.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    print("Python 3.11 or newer is needed.", file=sys.stderr)
    sys.exit(2)
if __name__ == "__main__":
    # What lies beside this file, among downloads say, must not be taken for a part of Python. -I leaves it out, too.
    if not sys.flags.safe_path:
        del sys.path[0]
    sys.path[:] = [path for path in sys.path if path]

import types  # noqa: E402

MODULES = {}

'''
END = f'''

def load():
    for name in MODULES:
        for package in (name.rsplit(".", n)[0] for n in range(name.count("."), 0, -1)):
            if getattr(sys.modules.get(package), "__file__", None) != __file__:
                sys.modules[package] = types.ModuleType(package)
                sys.modules[package].__file__, sys.modules[package].__path__ = __file__, []
        module = sys.modules[name] = types.ModuleType(name)
        module.__file__ = __file__
        exec(compile(MODULES[name], f"{{__file__}}:{{name}}", "exec", dont_inherit=True), module.__dict__)
        setattr(sys.modules[name.rpartition(".")[0]], name.rpartition(".")[2], module)


if __name__ == "__main__":
    try:
        load()
    except ModuleNotFoundError as missing:
        own = " (-I leaves out what only this user has: with -P it is seen)" if sys.flags.isolated else ""
        print(f"The package {{missing.name}} is needed: pip install cryptography{{own}}", file=sys.stderr)
        sys.exit(2)
    except Exception as wrong:
        print(f"It cannot run here: {{type(wrong).__name__}}: {{wrong}}", file=sys.stderr)
        sys.exit(2)
    sys.exit(sys.modules["{ENTRY}"].main())
'''


def written() -> str:
    """The text of goalpost_verify.py."""
    sources = {**{name: _source(name) for name in SHARED}, **_package()}
    order = TopologicalSorter({name: _needed(text) & sources.keys() for name, text in sorted(sources.items())})
    return BEGIN + "\n".join(_embedded(name, sources[name]) for name in order.static_order()) + END


def _package() -> dict[str, str]:
    files = (each for each in resources.files(PACKAGE).iterdir() if each.name.endswith(".py"))
    return {_named(each): each.read_text(encoding="utf-8") for each in files if each.name != "__init__.py"}


def _named(file: Traversable) -> str:
    return f"{PACKAGE}.{file.name.removesuffix('.py')}"


def _source(name: str) -> str:
    package, _, module = name.rpartition(".")
    return resources.files(package).joinpath(f"{module}.py").read_text(encoding="utf-8")


def _needed(text: str) -> set[str]:
    """The modules that it imports, and those that may be one."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def _embedded(name: str, text: str) -> str:
    assert QUOTES not in text and text.endswith("\n"), f"{name} cannot be written into a file as it is"
    return f'MODULES["{name}"] = r{QUOTES}\n{text}{QUOTES}\n'

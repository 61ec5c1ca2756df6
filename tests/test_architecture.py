"""The rules about the code itself that neither types nor the import contracts can say."""

import ast
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("goals", "projections", "api", "tests")
LONGEST_FUNCTION = 30
ARITHMETIC = (
    "vocabulary",
    "quantity",
    "plausibility",
    "target",
    "window",
    "observation",
    "progress",
    "achievement",
    "completion",
    "health",
    "forecast",
    "forecast_error",
    "cadence",
    "retargeting",
    "flags",
    "flags_of_changes",
    "flags_of_lives",
)
ALLOWED_IN_ARITHMETIC = {"msgspec", *sys.stdlib_module_names}
DEFINING = ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.FunctionDef | ast.ClassDef | ast.Assert

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*packages: str) -> list[Path]:
    found = chain.from_iterable((ROOT / package).rglob("*.py") for package in packages)
    return sorted(path for path in chain(found, ROOT.glob("*.py")) if "migrations" not in path.parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def everywhere(*packages: str) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """A rule of a module as a test of all of them, which tells each that breaks it."""

    def ruling(rule: Callable[[Path], None]) -> Callable[[], None]:
        def holds() -> None:
            broken = []
            for path in modules(*packages):
                try:
                    rule(path)
                except AssertionError as wrong:
                    broken.append(f"{named(path)}: {wrong}")
            assert not broken, "\n".join(broken)

        return holds

    return ruling


def is_command_line(path: Path) -> bool:
    return named(path).startswith("api/cli")


def reads_environment(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "environb" | "getenv"):
            return True
        case ast.ImportFrom(module="os", names=names):
            return any(alias.name in ("environ", "environb", "getenv") for alias in names)
        case _:
            return False


def length(function: Function) -> int:
    """Its lines from `def` to the end, the docstring left out."""
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    match function.body[0]:
        case ast.Expr(value=ast.Constant(value=str())) as docstring:
            assert docstring.end_lineno is not None
            return lines - (docstring.end_lineno - docstring.lineno + 1)
        case _:
            return lines


def outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function | ast.Lambda):
            yield child
            yield from outside_functions(child)


def defines(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Compare(left=ast.Name(id="__name__"))):
            return True
        case _:
            return isinstance(statement, DEFINING)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{alias.name}" for alias in names)


@everywhere(*PACKAGES)
def test_no_function_is_longer_than_thirty_lines(path: Path):
    long = [
        f"{node.name} (line {node.lineno}): {length(node)} lines"
        for node in ast.walk(tree(path))
        if isinstance(node, Function) and length(node) > LONGEST_FUNCTION
    ]
    assert long == []


@everywhere("goals", "projections", "api")
def test_importing_a_module_only_defines_things(path: Path):
    assert [statement.lineno for statement in tree(path).body if not defines(statement)] == []


@everywhere("goals", "projections", "api")
def test_only_wsgi_settings_and_the_command_line_read_the_environment(path: Path):
    if named(path) in ("wsgi.py", "api/settings.py") or is_command_line(path):
        nodes = outside_functions(tree(path))
    else:
        nodes = ast.walk(tree(path))
    assert [ast.unparse(node) for node in nodes if reads_environment(node)] == []


@everywhere(*PACKAGES)
def test_imports_are_absolute(path: Path):
    relative = [node.lineno for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and node.level > 0]
    assert relative == []


@everywhere(*PACKAGES)
def test_nothing_is_left_for_later(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    marks = ("# TO" + "DO", "# FIX" + "ME", "# X" + "XX")
    assert [line for line in lines if any(mark in line for mark in marks)] == []


@everywhere("goals", "projections", "api")
def test_only_the_command_line_prints(path: Path):
    prints = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert prints == [] or is_command_line(path)


@pytest.mark.parametrize("name", ARITHMETIC)
def test_arithmetic_imports_the_standard_library_msgspec_and_itself_only(name: str):
    allowed = ALLOWED_IN_ARITHMETIC | {f"goals.{other}" for other in ARITHMETIC}
    files = [*ROOT.glob(f"goals/{name}.py"), *ROOT.glob(f"goals/{name}/**/*.py")]
    used = chain.from_iterable(imported(path) for path in files)
    assert [each for each in used if not {each.split(".")[0], ".".join(each.split(".")[:2])} & allowed] == []

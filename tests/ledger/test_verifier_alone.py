"""The verifier as one file: it is what Goalpost itself runs, and runs where there is nothing else of Goalpost."""

import ast
import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli.verify import verify
from projections.ledger.one_file import SHARED, written
from projections.ledger.verifier.asking import MANY, OPTIONS
from tests.ledger.made import Files, Made, events, in_bundle, key, packed, unpacked, with_events
from tests.test_architecture import ROOT, imported, modules

FILE = ROOT / "deploy" / "goalpost_verify.py"
NEEDED = ("cryptography", "cffi", "_cffi_backend")
ALONE = """
import runpy, socket, sys
_, site, *sys.argv = sys.argv
sys.path.append(site)
def refused(*given, **named):
    raise AssertionError("it asks the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def files() -> Files:
    return Made(events(50), earlier=(20,)).files


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place that has `cryptography`, and nothing more than this needs."""
    home = tmp_path_factory.mktemp("site")
    for name in NEEDED:
        spec = find_spec(name)
        assert spec is not None and spec.origin is not None
        found = Path(spec.origin)
        found = found.parent if found.name == "__init__.py" else found
        (home / found.name).symlink_to(found)
    return home


def alone(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process that sees the standard library and `site`, in a directory of its own."""
    command = [sys.executable, "-I", "-S", "-c", ALONE, str(site), str(FILE), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=site, timeout=60, check=False)


def bundle(home: Path, files: Files) -> str:
    path = home / "bundle.tar"
    path.write_bytes(packed(files))
    return str(path)


def by_command(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(verify, list(arguments))
    return found.exit_code, found.stdout


def changed(files: Files) -> Files:
    told = in_bundle(files)
    return with_events(files, [{**told[0], "version": 2}, *told[1:]])


def test_the_file_is_what_the_modules_make_of_it():
    assert FILE.read_text(encoding="utf-8") == written(), "make verifier"


def test_it_runs_without_network_database_or_anything_of_goalpost(site: Path, honest: Mapping[str, Path]):
    keys = unpacked(honest["all"])["keys.txt"].decode().split()
    found = alone(site, str(honest["all"]), "--key", keys[0], "--json")
    assert (found.returncode, found.stderr, json.loads(found.stdout)["findings"]) == (0, "", [])


@pytest.mark.parametrize("as_json", [(), ("--json",)])
@pytest.mark.parametrize("change", [lambda files: files, changed])
def test_it_answers_as_the_command_does(tmp_path: Path, site: Path, files: Files, change, as_json: tuple[str, ...]):
    asked = (bundle(tmp_path, change(files)), "--key", str(key()), *as_json)
    found = alone(site, *asked)
    assert (found.returncode, found.stdout) == by_command(*asked)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ((), 2),
        (("--key", "nothing"), 2),
        (("--key", f"{key()}x"), 2),
        (("--key", str(key()), "--max-age", "soon"), 2),
        (("--key", str(key()), "--trusted", "nowhere"), 2),
        (("--key", str(key()), "--max-age", "1m"), 1),
    ],
)
def test_what_is_asked_wrongly_is_said_and_never_traced(
    tmp_path: Path, site: Path, files: Files, asked: tuple[str, ...], code: int
):
    found = alone(site, bundle(tmp_path, files), *asked)
    assert (found.returncode, found.stderr) == (code, "")
    assert by_command(bundle(tmp_path, files), *asked)[0] == code


def test_both_have_the_same_options(site: Path):
    helped = alone(site, "--help").stdout
    assert all(f"--{name}" in helped for name in (*OPTIONS, "json"))
    options = {option.name: getattr(option, "multiple", False) for option in verify.params}
    assert all(options[name.replace("-", "_")] == (name in MANY) for name in OPTIONS)


OWN = [path for path in modules("projections") if "verifier" in path.parts]


@pytest.mark.parametrize(
    "path", [*OWN, *(ROOT / f"{name.replace('.', '/')}.py" for name in SHARED)], ids=lambda path: path.stem
)
def test_its_modules_import_the_standard_library_cryptography_and_one_another(path: Path):
    allowed = ("cryptography", "projections.ledger.verifier", *SHARED, "goals.ledger")
    strange = [each for each in imported(path) if each.split(".")[0] not in sys.stdlib_module_names]
    assert [each for each in strange if not each.startswith(allowed)] == []
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

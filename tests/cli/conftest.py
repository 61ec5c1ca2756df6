"""The command line, inside this process on each engine, and as a program of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from api.contract.doors import Doors
from api.settings import Settings
from tests import apps, postgres
from tests.api.client import Api
from tests.conftest import ENGINES

PROGRAM = [sys.executable, "-c", "from api.cli import main; main()"]
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Shell:
    """Runs commands inside this process, over a database."""

    url: str

    def __call__(self, *arguments: str, **told: str) -> Result:
        environ = {"DATABASE_URL": self.url, "GOALPOST_KEYS_URL": self.url, **told}
        result = CliRunner().invoke(main, arguments, env=environ, prog_name="goalpost")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def json(self, *arguments: str) -> Any:
        """What a command that must succeed answers."""
        result = self(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@pytest.fixture
def shell(migrated_url: str) -> Shell:
    return Shell(migrated_url)


@pytest.fixture
def bare(database_url: str) -> Shell:
    """Over a database without tables."""
    return Shell(database_url)


@pytest.fixture(scope="session", params=ENGINES)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """Over a database with the sample, loaded once an engine: for what only reads."""
    if request.param == "sqlite":
        path = Path(tmp_path_factory.mktemp("told"), "goalpost.sqlite")
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield loaded(f"sqlite:///{path}")
    else:
        server = request.getfixturevalue("postgres_url")
        with postgres.database(server, template=request.getfixturevalue("postgres_template")) as url:
            yield loaded(url)


def loaded(url: str) -> Shell:
    shell = Shell(url)
    assert shell("sample").exit_code == 0
    return shell


@pytest.fixture
def reader(sample: Shell) -> Iterator[Api]:
    """Who reads the sample over HTTP, from the same database."""
    with apps.serving(Settings(database_url=sample.url, keys_url=sample.url, pool_size=5)) as app:
        doors: Doors = app.extensions["goalpost"]
        workspace_id, kind = doors.hub.workspace_named("sample")
        bare = Api(app, workspace_id, kind, "")
        yield replace(bare, key=bare.new_key("viewer"))


Run = Callable[..., subprocess.CompletedProcess[str]]


def environ_of(**told: str) -> Mapping[str, str]:
    """This process's environment, free of what would choose a database, with `told` on top."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT")}
    return {**kept, "PYTHONPATH": str(ROOT), **told}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command as a program of its own, in an empty directory."""

    def run(*arguments: str, **told: str) -> subprocess.CompletedProcess[str]:
        command = [*PROGRAM, *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environ_of(**told), capture_output=True, text=True, timeout=60)

    return run

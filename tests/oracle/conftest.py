"""One server on each engine for all histories: every one is told in a workspace of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from api.app import create_app
from api.contract.doors import Doors
from api.settings import Settings
from tests import postgres
from tests.conftest import ENGINES


@pytest.fixture(scope="module", params=ENGINES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("oracle") / "goalpost.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        with serving(f"sqlite:///{path}") as app:
            yield app
        return
    template = request.getfixturevalue("postgres_template")
    with postgres.database(request.getfixturevalue("postgres_url"), template=template) as url, serving(url) as app:
        yield app


@contextmanager
def serving(url: str) -> Iterator[Flask]:
    app = create_app(Settings(database_url=url, keys_url=url, pool_size=5))
    yield app
    doors: Doors = app.extensions["goalpost"]
    doors.close()


@pytest.fixture(scope="module")
def oracle_files() -> list[Path]:
    return sorted(Path(__file__).parent.glob("oracle*.py"))

"""The sample, loaded once an engine, and asked over HTTP."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from api.app import create_app
from api.contract.doors import Doors
from api.sample.loading import load
from api.settings import Settings
from tests import postgres
from tests.api.client import Api
from tests.conftest import ENGINES


@pytest.fixture(scope="session", params=ENGINES)
def loaded_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database, on each of the engines in turn."""
    if request.param == "sqlite":
        path = Path(tmp_path_factory.mktemp("sample"), "goalpost.sqlite")
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgres_url")
        with postgres.database(server, template=request.getfixturevalue("postgres_template")) as url:
            yield url


@pytest.fixture(scope="session")
def told(loaded_url: str) -> Iterator[Flask]:
    """The server, with the sample loaded."""
    made = create_app(Settings(database_url=loaded_url, keys_url=loaded_url, pool_size=10))
    doors: Doors = made.extensions["goalpost"]
    assert load(doors.hub) == 2
    yield made
    doors.close()


@pytest.fixture(scope="session")
def sample(told: Flask) -> Api:
    return _asking(told, "sample")


@pytest.fixture(scope="session")
def uk(told: Flask) -> Api:
    return _asking(told, "uk-net-zero")


def _asking(app: Flask, name: str) -> Api:
    doors: Doors = app.extensions["goalpost"]
    workspace_id, kind = doors.hub.workspace_named(name)
    bare = Api(app, workspace_id, kind, "")
    return replace(bare, key=bare.new_key("admin"))

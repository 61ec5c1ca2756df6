"""The server, and a client of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from api.contract.doors import Doors
from api.sample.loading import SAMPLE, load
from api.settings import Settings
from goals.vocabulary import WorkspaceKind
from tests import apps
from tests.api.client import Api, opened


@pytest.fixture
def app(migrated_url: str, signer_home: Path) -> Iterator[Flask]:
    signer = str(signer_home / "socket")
    settings = Settings(database_url=migrated_url, keys_url=migrated_url, pool_size=20, signer=signer)
    with apps.serving(settings) as made:
        yield made


@pytest.fixture
def api(app: Flask) -> Api:
    """An administrator of a test workspace."""
    return opened(app, name="home", kind=WorkspaceKind.TEST)


@pytest.fixture
def live(app: Flask) -> Api:
    """An administrator of a live workspace."""
    return opened(app, name="living", kind=WorkspaceKind.LIVE)


@pytest.fixture
def sample(app: Flask) -> Api:
    """An administrator of the sample, told anew."""
    doors: Doors = app.extensions["goalpost"]
    load(doors.hub)
    workspace_id, kind = doors.hub.workspace_named(SAMPLE)
    bare = Api(app, workspace_id, kind, "")
    return replace(bare, key=bare.new_key("admin"))

"""A hub on a migrated database of either engine, and a workspace in it."""

from collections.abc import Iterator

import pytest

from goals.database import Database
from goals.facts import Actor, Asked, Source
from goals.hub import Hub
from goals.vocabulary import ActorType, WorkspaceKind
from projections.catalogue import project
from projections.lookups import lookups_in

ASKED = Asked(actor=Actor(type=ActorType.USER, id="ana"), source=Source(channel="http"))


@pytest.fixture
def hub(migrated_url: str) -> Iterator[Hub]:
    database = Database(migrated_url, pool_size=20, lock_timeout_s=30)
    yield Hub(database, project=project, lookups=lookups_in)
    database.close()


@pytest.fixture
def live(hub: Hub) -> str:
    """The id of a live workspace."""
    return hub.open_workspace(name="live", kind=WorkspaceKind.LIVE, asked=ASKED)


@pytest.fixture
def test_workspace(hub: Hub) -> str:
    """The id of a test workspace, its clock at 1970."""
    return hub.open_workspace(name="test", kind=WorkspaceKind.TEST, asked=ASKED)

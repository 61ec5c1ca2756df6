"""A rebuild is killed at any moment: what was served is served on, and the next one is as if there had been none."""

import random
from collections.abc import Iterator

import pytest

from api.sample.loading import load
from goals.container.commands import OpenContainer
from goals.event_log import seen
from goals.hub import Hub
from goals.identity import new_id
from goals.vocabulary import ContainerKind
from projections.rebuild import rebuild
from tests.api.client import MAKER
from tests.dying import Ended, Moment, ended
from tests.invariants.looking import hub_on
from tests.sides import Tables, rows_on
from tests.soak import SOAKING

SHORT = 2
"""Kills of each kind; while soaking there is one at every commit, and before every commit."""


@pytest.fixture
def hub(migrated_url: str) -> Iterator[Hub]:
    """With the sample."""
    told = hub_on(migrated_url)
    load(told)
    yield told
    told.database.close()


def rebuilding(url: str, dies: Moment | None = None) -> Ended:
    return ended(["rebuild"], {"DATABASE_URL": url, "GOALPOST_KEYS_URL": url}, dies)


def moments(url: str) -> list[Moment]:
    """Just after and just before commits of a rebuild: all of them, or some."""
    done = rebuilding(url)
    assert done.code == 0, done
    every = range(1, done.commits + 1)
    return [
        Moment(number=number, is_before=is_before)
        for is_before in (False, True)
        for number in (every if SOAKING else sorted(random.sample(every, SHORT)))
    ]


def served(hub: Hub) -> list[Tables]:
    """The rows on the sides where the workspaces' heads say that they are."""
    found: list[Tables] = []
    for workspace_id, _, _ in hub.workspaces():
        with hub.database.reading() as rows:
            seen(rows, workspace_id)
            side = rows.side
        assert side is not None
        with hub.database.engine.connect() as connection:
            known = rows_on(connection, side)
        found.append({name: [row for row in of_all if workspace_id in row] for name, of_all in known.items()})
    return found


def write(hub: Hub) -> None:
    command = OpenContainer(container_id=new_id(), name="Another", kind=ContainerKind.FOLDER)
    hub.write(hub.workspaces()[0][0], lambda writing: writing.change(command, MAKER))


def test_a_rebuild_that_is_killed_leaves_what_was_served_and_the_next_one_is_sound(hub: Hub, migrated_url: str):
    for moment in moments(migrated_url):
        before = served(hub)
        if rebuilding(migrated_url, moment).is_killed_at(moment):
            assert served(hub) == before, moment
        write(hub)
    for workspace_id, _, _ in hub.workspaces():
        assert rebuild(hub, workspace_id).difference is None
    assert rebuilding(migrated_url).code == 0

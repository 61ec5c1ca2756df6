"""A rebuild is killed at any moment: what was served is served on, and the next one is as if there had been none."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.sample.loading import load
from goals.container.commands import OpenContainer
from goals.event_log import seen
from goals.hub import Hub
from goals.identity import new_id
from goals.vocabulary import ContainerKind
from projections.rebuild import rebuild
from tests.api.client import MAKER
from tests.invariants.killable_rebuild import DIES_AT, DIES_BEFORE
from tests.invariants.looking import hub_on
from tests.sides import Tables, rows_on
from tests.soak import SOAKING

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "tests.invariants.killable_rebuild"]
SHORT = 2
"""Kills of each kind; while soaking there is one at every commit, and before every commit."""


@pytest.fixture
def hub(migrated_url: str) -> Iterator[Hub]:
    """With the sample."""
    told = hub_on(migrated_url)
    load(told)
    yield told
    told.database.close()


def rebuilding(url: str, **dying: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "DATABASE_URL": url, "GOALPOST_KEYS_URL": url, **dying}
    return subprocess.run(PROGRAM, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=120)


def commits(url: str) -> int:
    """How many there are in a rebuild that is left alone."""
    done = rebuilding(url)
    assert done.returncode == 0, done.stderr
    return int(done.stderr.split()[-1])


def moments(last: int) -> list[dict[str, str]]:
    every = range(1, last + 1)
    return [
        {name: str(number)}
        for name in (DIES_AT, DIES_BEFORE)
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
    for dying in moments(commits(migrated_url)):
        before = served(hub)
        killed = rebuilding(migrated_url, **dying)
        assert killed.returncode == -signal.SIGKILL, f"{dying} came never: {killed.stderr}"
        assert served(hub) == before, dying
        write(hub)
    for workspace_id, _, _ in hub.workspaces():
        assert rebuild(hub, workspace_id).difference is None
    assert rebuilding(migrated_url).returncode == 0

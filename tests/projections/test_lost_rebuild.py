"""A rebuild whose claim the database server ends does nothing more: the side it filled may be another's by now."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text

from api.sample.loading import load
from goals.database import Database
from goals.hub import Hub
from projections.catalogue import project
from projections.comparing import Difference
from projections.lookups import lookups_in
from projections.rebuild import RebuildLost, check, rebuild

pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
"""On a server: a file's claim ends with the process."""

ENDED = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"


@pytest.fixture
def hub(migrated_url: str) -> Iterator[Hub]:
    """With the sample."""
    database = Database(migrated_url, pool_size=6)
    told = Hub(database, project=project, lookups=lookups_in)
    load(told)
    yield told
    database.close()


def claims_end(hub: Hub) -> None:
    """The sessions that have claims in this database are ended."""
    here = f"{ENDED} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    with hub.database.engine.connect() as connection:
        connection.execute(text(here))


def sample(hub: Hub) -> str:
    return hub.workspace_named("sample")[0]


def test_a_rebuild_that_lost_its_claim_fills_no_more_and_the_next_one_is_sound(hub: Hub):
    next_ones: list[Difference | None] = []

    def meanwhile(done: int, of: int) -> None:
        if not next_ones:
            claims_end(hub)
            next_ones.append(rebuild(hub, sample(hub)).difference)

    with pytest.raises(RebuildLost):
        rebuild(hub, sample(hub), told=meanwhile)
    assert next_ones == [None]
    assert check(hub, sample(hub)).difference is None


def test_rows_of_the_next_one_are_no_difference(hub: Hub):
    """The next one begins, empties the side and has filled little, while the first goes on to compare."""
    found: list[Difference] = []
    seen: list[int] = []

    def meanwhile(done: int, of: int) -> None:
        if not seen:
            seen.append(done)
            claims_end(hub)
            with pytest.raises(KeyboardInterrupt):
                rebuild(hub, sample(hub), told=_dies)

    with pytest.raises(RebuildLost):
        rebuild(hub, sample(hub), told=meanwhile, found=found.append)
    assert found == []


def _dies(done: int, of: int) -> None:
    raise KeyboardInterrupt


def test_what_fails_because_the_claim_was_lost_is_told_as_that(hub: Hub):
    def meanwhile(done: int, of: int) -> None:
        claims_end(hub)
        raise psycopg.errors.UniqueViolation("duplicate key")

    with pytest.raises(RebuildLost):
        rebuild(hub, sample(hub), told=meanwhile)

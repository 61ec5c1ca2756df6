"""The read models are nothing but the events: emptied and filled again, they are the same, byte for byte."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from api.sample.loading import NAMES, load
from goals.database import Database
from goals.hub import Hub
from projections.catalogue import project
from projections.lookups import lookups_in
from projections.rebuild import differing, rebuild
from projections.tables import read_models

Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def hub(migrated_url: str) -> Iterator[Hub]:
    """With the sample told: every kind of fact that a year brings."""
    database = Database(migrated_url, pool_size=2)
    told = Hub(database, project=project, lookups=lookups_in)
    load(told)
    yield told
    database.close()


def all_rows(hub: Hub) -> Tables:
    with hub.database.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in read_models.sorted_tables
        }


def test_every_table_is_the_same_after_a_rebuild(hub: Hub) -> None:
    before = all_rows(hub)
    for name in NAMES:
        rebuild(hub, hub.workspace_named(name)[0])
    assert all_rows(hub) == before
    assert all(before.values()), "a read model that the sample leaves empty proves nothing"


def test_what_was_changed_behind_our_back_is_put_right(hub: Hub) -> None:
    before = all_rows(hub)
    workspace_id = hub.workspace_named("sample")[0]
    with hub.database.engine.begin() as connection:
        connection.execute(text("UPDATE goals SET title = 'forged'"))
        connection.execute(text("DELETE FROM trail"))
    assert differing(hub, workspace_id) == ["goals", "trail"]
    for name in NAMES:
        rebuild(hub, hub.workspace_named(name)[0])
    assert all_rows(hub) == before


def test_a_rebuild_tells_how_far_it_is(hub: Hub) -> None:
    told: list[tuple[int, int]] = []
    position = rebuild(hub, hub.workspace_named("sample")[0], told=lambda done, of: told.append((done, of)))
    assert told[-1] == (position, position)


def test_a_rebuild_that_is_broken_off_leaves_the_old_read_models(hub: Hub) -> None:
    before = all_rows(hub)

    def broken(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(hub, hub.workspace_named("sample")[0], told=broken)
    assert all_rows(hub) == before

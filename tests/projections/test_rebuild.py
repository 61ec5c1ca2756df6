"""The read models are nothing but the events: emptied and filled again, they are the same, byte for byte."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, text

from api.sample.loading import NAMES, load
from goals.database import Database
from goals.errors import NotFound
from goals.event_log import seen
from goals.hub import Hub
from goals.sides import other
from goals.subject.commands import PlaceHold
from projections import workspaces
from projections.catalogue import project
from projections.comparing import Difference
from projections.lookups import lookups_in
from projections.rebuild import RebuildUnderWay, check, rebuild
from projections.tables import MODELS
from tests import sides
from tests.api.client import MAKER
from tests.sides import Tables


@pytest.fixture
def hub(migrated_url: str) -> Iterator[Hub]:
    """With the sample told: every kind of fact that a year brings, and a subject held, as no sample is."""
    database = Database(migrated_url, pool_size=3)
    told = Hub(database, project=project, lookups=lookups_in)
    load(told)
    workspace_id, _ = told.workspace_named("sample")
    hold = PlaceHold(workspace_id=workspace_id, named="s-1", reason="Evidence in a dispute")
    told.write(workspace_id, lambda writing: writing.change(hold, MAKER))
    yield told
    database.close()


def all_rows(hub: Hub) -> Tables:
    with hub.database.engine.connect() as connection:
        return sides.all_rows(connection)


def changed(hub: Hub, statement: str, model: str) -> None:
    """Change a read model behind everybody's back, where the sample's workspaces have it."""
    table = sides.table_on(model, sides.side_on(hub.database))
    with hub.database.engine.begin() as connection:
        connection.execute(text(statement.format(table)))


def sample(hub: Hub) -> str:
    return hub.workspace_named("sample")[0]


def test_every_table_is_the_same_after_a_rebuild(hub: Hub) -> None:
    before = all_rows(hub)
    for name in NAMES:
        assert rebuild(hub, hub.workspace_named(name)[0]).difference is None
    assert all_rows(hub) == before
    assert all(before.values()), "a read model that the sample leaves empty proves nothing"


def test_a_rebuild_leaves_the_other_side_empty(hub: Hub) -> None:
    rebuild(hub, sample(hub))
    with hub.database.reading() as rows:
        seen(rows, sample(hub))
        served = rows.side
    assert served == other(sides.side_on(hub.database))
    for model in MODELS:
        left = sides.table_on(model, other(served))
        with hub.database.engine.connect() as connection:
            found = connection.execute(select(func.count()).where(left.c.workspace_id == sample(hub))).scalar_one()
        assert found == 0, model


def test_rebuilt_twice_it_is_where_it_was(hub: Hub) -> None:
    with hub.database.engine.connect() as connection:
        before = sides.rows_on(connection, sides.side_on(hub.database))
    rebuild(hub, sample(hub))
    rebuild(hub, sample(hub))
    with hub.database.engine.connect() as connection:
        assert sides.rows_on(connection, sides.side_on(hub.database)) == before


def test_what_was_changed_behind_our_back_is_told_before_it_is_put_right(hub: Hub) -> None:
    before = all_rows(hub)
    changed(hub, "UPDATE {} SET title = 'forged'", "goals")
    told: list[tuple[Difference, Tables]] = []
    rebuilt = rebuild(hub, sample(hub), found=lambda difference: told.append((difference, all_rows(hub))))
    (difference, then), forged = told[0], {"title": "forged"}
    assert (difference.table, difference.live, rebuilt.difference) == ("goals", forged, difference)
    assert difference.key.keys() == {"id", "from_position"}
    assert difference.rebuilt is not None
    assert any(difference.rebuilt["title"] in row for row in before["goals"])
    assert any("forged" in row for row in then["goals"]), "it was told too late"
    rebuild(hub, hub.workspace_named(NAMES[1])[0])
    assert all_rows(hub) == before


def test_a_row_taken_away_is_told_and_comes_back(hub: Hub) -> None:
    before = all_rows(hub)
    changed(hub, f"DELETE FROM {{}} WHERE workspace_id = '{sample(hub)}'", "trail")
    difference = rebuild(hub, sample(hub)).difference
    assert difference is not None
    assert (difference.table, difference.live) == ("trail", None)
    assert difference.rebuilt is not None and difference.rebuilt["position"] == difference.key["position"]
    assert "is missing" in difference.sentence()
    assert all_rows(hub) == before


def test_a_row_that_no_event_made_is_told_and_goes(hub: Hub) -> None:
    before = all_rows(hub)
    place = f"'{sample(hub)}', 'nobody', 9"
    changed(hub, f"INSERT INTO {{}} (workspace_id, event_id, position) VALUES ({place})", "retargets")
    difference = rebuild(hub, sample(hub)).difference
    assert difference is not None
    assert (difference.table, difference.key, difference.rebuilt) == ("retargets", {"event_id": "nobody"}, None)
    assert "comes from no event" in difference.sentence()
    assert all_rows(hub) == before


def test_to_compare_changes_nothing(hub: Hub) -> None:
    assert check(hub, sample(hub)).difference is None
    changed(hub, "UPDATE {} SET title = 'forged'", "goals")
    before = all_rows(hub)
    difference = check(hub, sample(hub)).difference
    assert difference is not None and difference.live == {"title": "forged"}
    assert all_rows(hub) == before


def test_a_rebuild_tells_how_far_it_is(hub: Hub) -> None:
    told: list[tuple[int, int]] = []
    position = rebuild(hub, sample(hub), told=lambda done, of: told.append((done, of))).position
    assert told[-1] == (position, position)


def test_a_rebuild_that_is_broken_off_leaves_the_old_read_models(hub: Hub) -> None:
    before = all_rows(hub)
    with hub.database.engine.connect() as connection:
        served = sides.rows_on(connection, sides.side_on(hub.database))

    def broken(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(hub, sample(hub), told=broken)
    with hub.database.engine.connect() as connection:
        assert sides.rows_on(connection, sides.side_on(hub.database)) == served
    assert rebuild(hub, sample(hub)).difference is None
    assert all_rows(hub) == before


def test_of_two_rebuilds_of_a_workspace_the_later_is_refused(hub: Hub) -> None:
    def meanwhile(done: int, of: int) -> None:
        with pytest.raises(RebuildUnderWay):
            rebuild(hub, sample(hub))
        with pytest.raises(RebuildUnderWay):
            check(hub, sample(hub))
        refused.append(done)

    refused: list[int] = []
    rebuild(hub, sample(hub), told=meanwhile)
    assert refused
    assert rebuild(hub, sample(hub)).difference is None


def test_two_workspaces_are_rebuilt_at_once(hub: Hub) -> None:
    before = all_rows(hub)
    second = hub.workspace_named(NAMES[1])[0]
    done: list[int] = []

    def meanwhile(_: int, __: int) -> None:
        if not done:
            done.append(rebuild(hub, second).position)

    rebuild(hub, sample(hub), told=meanwhile)
    assert done
    assert all_rows(hub) == before


def test_an_unknown_workspace_is_not_rebuilt(hub: Hub) -> None:
    with pytest.raises(NotFound):
        rebuild(hub, "0190a0a0-0000-7000-8000-0000000000ff")


def test_a_statement_about_read_models_waits_until_it_is_known_where_they_are(hub: Hub) -> None:
    with hub.database.reading() as rows, pytest.raises(AssertionError, match="head"):
        workspaces.at(rows, sample(hub), 1)

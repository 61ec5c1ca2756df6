"""Positions are dense, time does not go back, and what is refused leaves nothing behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from goals.container.commands import OpenContainer
from goals.errors import Busy, Changed, NotFound
from goals.hub import Hub, NameTaken
from goals.identity import new_id
from goals.instants import EPOCH
from goals.ledger.leaf import leaf_hash
from goals.vocabulary import ContainerKind, WorkspaceKind
from goals.workspace.errors import ClockGoesForward, ClockIsLive
from goals.writing import Receipt, Writing
from tests.event_log.conftest import ASKED


def opening(name: str = "Growth") -> OpenContainer:
    return OpenContainer(container_id=new_id(), name=name, kind=ContainerKind.THEME)


def open_one(hub: Hub, workspace_id: str) -> Receipt:
    return hub.write(workspace_id, lambda writing: writing.change(opening(), ASKED))


def logged(hub: Hub, workspace_id: str) -> list[tuple[int, str, int, str, bytes, int, bytes]]:
    """(position, stream, version, topic, state, recorded_at, leaf hash) of each event."""
    columns = "position, stream_id, version, topic, state, recorded_at, leaf_hash"
    with hub.database.engine.connect() as connection:
        found = connection.execute(
            text(f"SELECT {columns} FROM events WHERE workspace_id = :w ORDER BY position"), {"w": workspace_id}
        )
        return [(p, s, v, t, bytes(state), at, bytes(leaf)) for p, s, v, t, state, at, leaf in found]


def test_positions_are_dense_and_each_workspace_counts_its_own(hub: Hub, live: str, test_workspace: str) -> None:
    for workspace_id in (live, test_workspace, live):
        open_one(hub, workspace_id)
    assert [row[0] for row in logged(hub, live)] == [1, 2, 3]
    assert [row[0] for row in logged(hub, test_workspace)] == [1, 2]


def test_a_write_that_fails_leaves_no_gap(hub: Hub, live: str) -> None:
    def failing(writing: Writing) -> None:
        writing.change(opening(), ASKED)
        raise RuntimeError("after the events")

    with pytest.raises(RuntimeError, match="after the events"):
        hub.write(live, failing)
    assert open_one(hub, live).position == 2
    assert [row[0] for row in logged(hub, live)] == [1, 2]


def test_recorded_at_is_the_time_of_the_transaction_for_all_its_events(hub: Hub, live: str) -> None:
    def two(writing: Writing) -> list[datetime]:
        return [writing.change(opening(), ASKED).recorded_at for _ in range(2)]

    first, second = hub.write(live, two)
    assert first == second
    assert [row[5] for row in logged(hub, live)][1:] == [(first - EPOCH) // timedelta(microseconds=1)] * 2


def test_a_stale_version_is_refused_and_the_current_one_named(hub: Hub, live: str) -> None:
    stream_id = open_one(hub, live).stream_id
    renaming = OpenContainer(container_id=stream_id, name="Again", kind=ContainerKind.THEME)
    with pytest.raises(Changed) as refused:
        hub.write(live, lambda writing: writing.change(renaming, ASKED, expected={7}))
    assert (refused.value.expected, refused.value.current) == ({7}, 1)


def test_the_leaf_hash_stored_is_that_of_the_stored_bytes(hub: Hub, live: str) -> None:
    open_one(hub, live)
    for position, stream, version, topic, state, recorded_at, leaf in logged(hub, live):
        assert leaf == leaf_hash(
            workspace_id=live,
            position=position,
            stream_id=stream,
            version=version,
            recorded_at_us=recorded_at,
            topic=topic,
            state=state,
        )


def test_a_workspace_that_is_not_there_cannot_be_written_to(hub: Hub) -> None:
    with pytest.raises(NotFound):
        open_one(hub, "01890a5d-ac96-774b-bcce-b302099a8057")


def test_two_workspaces_cannot_have_one_name(hub: Hub, live: str) -> None:
    with pytest.raises(NameTaken):
        hub.open_workspace(name="live", kind=WorkspaceKind.LIVE, asked=ASKED)
    assert len(hub.workspaces()) == 1


def test_of_many_that_open_one_name_at_once_one_does(hub: Hub) -> None:
    def opening(_: int) -> bool:
        try:
            hub.open_workspace(name="wanted", kind=WorkspaceKind.LIVE, asked=ASKED)
        except NameTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(opening, range(8))) == 1
    assert [name for _, name, _ in hub.workspaces()] == ["wanted"]


def test_a_test_clock_stands_until_it_is_moved_and_then_stands_again(hub: Hub, test_workspace: str) -> None:
    assert open_one(hub, test_workspace).recorded_at == EPOCH
    spring = datetime(2023, 4, 5, 9, tzinfo=UTC)
    hub.write(test_workspace, lambda writing: writing.move_clock(spring))
    assert [open_one(hub, test_workspace).recorded_at for _ in range(2)] == [spring, spring]


def test_a_test_clock_never_goes_back(hub: Hub, test_workspace: str) -> None:
    spring = datetime(2023, 4, 5, 9, tzinfo=UTC)
    hub.write(test_workspace, lambda writing: writing.move_clock(spring))
    with pytest.raises(ClockGoesForward):
        hub.write(test_workspace, lambda writing: writing.move_clock(spring - timedelta(microseconds=1)))


def test_a_live_clock_cannot_be_moved(hub: Hub, live: str) -> None:
    with pytest.raises(ClockIsLive):
        hub.write(live, lambda writing: writing.move_clock(datetime(2999, 1, 1, tzinfo=UTC)))


def test_a_writer_that_does_not_get_its_turn_is_told_so(hub: Hub, live: str) -> None:
    hasty = Hub(
        type(hub.database)(_url(hub), pool_size=2, lock_timeout_s=0.2), project=hub.project, lookups=hub.lookups
    )

    def waiting(_: Writing) -> None:
        open_one(hasty, live)

    with pytest.raises(Busy):
        hub.write(live, waiting)
    assert len(logged(hub, live)) == 1
    hasty.database.close()


def _url(hub: Hub) -> str:
    return hub.database.engine.url.set(drivername=hub.database.dialect.name).render_as_string(hide_password=False)

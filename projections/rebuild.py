"""Filling the read models of a workspace again from its first event, without a gap.

They are filled on the side that nobody reads, while reads and writes go on on the other; compared with what is served;
and then served, from one transaction to the next, by what the workspace's head says. Killed at any moment before, a
rebuild leaves what was served; what it leaves on the other side is taken away by the next.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from goals.claims import Lost, claimed
from goals.errors import NotFound, Refused
from goals.event_log import SWITCH, seen
from goals.garbage import seldom_looked_for
from goals.hub import Hub
from goals.sides import other
from goals.writing import Writing
from projections.comparing import Difference, first_difference
from projections.emptying import emptied
from projections.refilling import Filling, Told

TRIES = 20
"""How often both sides are looked for at the same position, before writers wait for the comparison."""

Found = Callable[[Difference], None]


class RebuildUnderWay(Refused):
    """The workspace's read models are being rebuilt, or compared with a rebuild, by another process."""

    mend = "Wait until it is done."

    def __init__(self) -> None:
        super().__init__("The read models of this workspace are being rebuilt already: wait until that is done.")


class RebuildLost(Refused):
    """While a rebuild went on, the server gave it up: another may have begun meanwhile."""

    mend = "Start it again."

    def __init__(self) -> None:
        super().__init__("The database server gave this rebuild up, so nothing was changed: start it again.")


@dataclass(frozen=True)
class Rebuilt:
    """The position up to which they were filled, and where what was served first differed from that."""

    position: int
    difference: Difference | None


def rebuild(
    hub: Hub,
    workspace_id: str,
    *,
    told: Told = lambda done, of: None,
    found: Found = lambda difference: None,
) -> Rebuilt:
    """Fill the read models again, and serve those. `found` hears of a difference before they are served.

    Raises NotFound; RebuildUnderWay; RebuildLost, when what was served still is.
    """
    with _filling(hub, workspace_id, told) as (filling, lost):
        difference = _compared(hub, workspace_id, filling)
        if difference is not None:
            found(difference)
        filling.catch_up()
        filling.analyse()
        position = hub.write(workspace_id, lambda writing: _switch(writing, filling, lost), alone=True)
        emptied(hub, workspace_id, other(filling.side))
    return Rebuilt(position, difference)


def check(hub: Hub, workspace_id: str, *, told: Told = lambda done, of: None) -> Rebuilt:
    """What a rebuild would find. What is served stays. Raises as `rebuild` does."""
    with _filling(hub, workspace_id, told) as (filling, _):
        difference = _compared(hub, workspace_id, filling)
        emptied(hub, workspace_id, filling.side)
    return Rebuilt(filling.done, difference)


@contextmanager
def _filling(hub: Hub, workspace_id: str, told: Told) -> Iterator[tuple[Filling, Lost]]:
    """The other side, filled but for what is being written; nobody else's meanwhile."""
    with claimed(hub.database, f"rebuild-{workspace_id}") as lost, seldom_looked_for():
        if lost is None:
            raise RebuildUnderWay()
        side = other(_served(hub, workspace_id))
        emptied(hub, workspace_id, side)
        filling = Filling(hub, workspace_id, side, told)
        filling.catch_up()
        yield filling, lost


def _served(hub: Hub, workspace_id: str) -> str:
    with hub.database.reading() as rows:
        if seen(rows, workspace_id) is None:
            raise NotFound("workspace", workspace_id)
        assert rows.side is not None
        return rows.side


def _compared(hub: Hub, workspace_id: str, filling: Filling) -> Difference | None:
    """In a snapshot in which both sides stand at one position; where none is had, writers wait."""
    live = other(filling.side)
    for _ in range(TRIES):
        filling.catch_up()
        filling.done = hub.write(workspace_id, filling.level, alone=True)
        with hub.database.reading() as rows:
            head = seen(rows, workspace_id)
            if head is not None and head.position == filling.done:
                return first_difference(rows, workspace_id, live=live)
    filling.done, difference = hub.write(workspace_id, lambda writing: _compared_alone(writing, filling), alone=True)
    return difference


def _compared_alone(writing: Writing, filling: Filling) -> tuple[int, Difference | None]:
    done = filling.level(writing)
    return done, first_difference(writing.rows, writing.workspace_id, live=other(filling.side))


def _switch(writing: Writing, filling: Filling, lost: Lost) -> int:
    """From the commit of this on, the rebuilt ones are served."""
    if lost() or writing.rows.side == filling.side:
        raise RebuildLost()
    position = filling.level(writing)
    writing.rows.run(SWITCH, workspace_id=writing.workspace_id, to=filling.side)
    writing.rows.side = filling.side
    return position

"""Filling the read models of a workspace again from its first event, without a gap.

They are filled on the side that nobody reads, while reads and writes go on on the other; compared with what is served;
and then served, from one transaction to the next, by what the workspace's head says. Killed at any moment before, a
rebuild leaves what was served; what it leaves on the other side is taken away by the next.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from goals.claims import Allowed, Lost, claimed, in_turn
from goals.database import Rows
from goals.errors import NotFound, Refused
from goals.event_log import SWITCH, seen
from goals.garbage import seldom_looked_for
from goals.hub import Hub
from goals.sides import FIRST, NONE, Unfilled, other
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
    with _filling(hub, workspace_id, told) as work:
        filling = work.filling
        difference = None if work.served == NONE else _compared(hub, work)
        if difference is not None:
            found(difference)
        filling.catch_up()
        filling.analyse()
        position = hub.write(workspace_id, partial(_switch, work), alone=True)
        with suppress(RebuildLost):
            emptied(hub, workspace_id, other(filling.side), allowed=work.allowed)
    return Rebuilt(position, difference)


def check(hub: Hub, workspace_id: str, *, told: Told = lambda done, of: None) -> Rebuilt:
    """What a rebuild would find. What is served stays. Raises as `rebuild` does; Unfilled, where nothing is served."""
    if _served(hub, workspace_id) == NONE:
        raise Unfilled()
    with _filling(hub, workspace_id, told) as work:
        difference = _compared(hub, work)
        emptied(hub, workspace_id, work.filling.side, allowed=work.allowed)
    return Rebuilt(work.filling.done, difference)


@dataclass(frozen=True)
class _Work:
    """A rebuild that goes on: what it fills, and the side that was `served` when it began."""

    workspace_id: str
    filling: Filling
    served: str
    lost: Lost
    allowed: Allowed


@contextmanager
def _filling(hub: Hub, workspace_id: str, told: Told) -> Iterator[_Work]:
    """The other side, filled but for what is being written; nobody else's meanwhile."""
    name = claim_of(workspace_id)
    with claimed(hub.database, name) as lost, seldom_looked_for():
        if lost is None:
            raise RebuildUnderWay()
        try:
            yield _filled(hub, workspace_id, told, lost, partial(_require_ours, name, lost))
        except Exception as error:
            if lost():
                raise RebuildLost() from error
            raise


def claim_of(workspace_id: str) -> str:
    """The name by which a rebuild of the workspace is claimed."""
    return f"rebuild-{workspace_id}"


def _filled(hub: Hub, workspace_id: str, told: Told, lost: Lost, allowed: Allowed) -> _Work:
    served = _served(hub, workspace_id)
    side = FIRST if served == NONE else other(served)
    emptied(hub, workspace_id, side, allowed=allowed)
    filling = Filling(hub, workspace_id, side, told, allowed)
    filling.catch_up()
    return _Work(workspace_id, filling, served, lost, allowed)


def _require_ours(name: str, lost: Lost, rows: Rows) -> None:
    """Raises RebuildLost. What another process does for a rebuild of its own comes after this transaction."""
    in_turn(rows, name)
    if lost():
        raise RebuildLost()


def _served(hub: Hub, workspace_id: str) -> str:
    with hub.database.reading() as rows:
        if seen(rows, workspace_id) is None:
            raise NotFound("workspace", workspace_id)
        assert rows.side is not None
        return rows.side


def _compared(hub: Hub, work: _Work) -> Difference | None:
    """In a snapshot in which both sides stand at one position; where none is had, writers wait. Raises RebuildLost."""
    filling, workspace_id = work.filling, work.workspace_id
    for _ in range(TRIES):
        filling.catch_up()
        filling.done = hub.write(workspace_id, filling.level, alone=True)
        with hub.database.reading() as rows:
            head = seen(rows, workspace_id)
            if head is not None and head.position == filling.done:
                return _difference(rows, work)
    filling.done, difference = hub.write(workspace_id, partial(_compared_alone, work), alone=True)
    return difference


def _compared_alone(work: _Work, writing: Writing) -> tuple[int, Difference | None]:
    done = work.filling.level(writing)
    return done, _difference(writing.rows, work)


def _difference(rows: Rows, work: _Work) -> Difference | None:
    """Where the rebuild is lost, what it filled may have been taken away: that is no difference."""
    is_served = rows.side == work.served
    found = first_difference(rows, work.workspace_id, live=work.served) if is_served else None
    if work.lost() or not is_served:
        raise RebuildLost()
    return found


def _switch(work: _Work, writing: Writing) -> int:
    """From the commit of this on, the rebuilt ones are served."""
    if writing.rows.side != work.served:
        raise RebuildLost()
    position = work.filling.level(writing)
    writing.rows.run(SWITCH, workspace_id=writing.workspace_id, to=work.filling.side)
    writing.rows.side = work.filling.side
    return position

"""Which events are meant: between which marks, of what, by whom."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from goals.errors import NotFound
from goals.instants import to_us
from goals.window import day_end, day_start
from projections import goals
from projections.answers.asking import Asking
from projections.answers.errors import EndsBeforeItBegins, NoSuchMoment
from projections.answers.marks import Mark, is_day
from projections.answers.periods import last_before
from projections.ledger.bundle.selection import Selection
from projections.written import PREFIX

MICROSECOND = timedelta(microseconds=1)


def selection_of(
    asking: Asking,
    *,
    first: Mark | None,
    last: Mark | None,
    goal_id: str | None,
    types: Sequence[str],
    actor_id: str | None,
) -> Selection:
    """What was recorded from the mark `first` to the mark `last`, both included; a day from its beginning to its end
    in the workspace's zone. `types` are public names, all of them where there are none.

    Raises NotFound, NoSuchMoment, EndsBeforeItBegins.
    """
    if goal_id is not None and goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position) is None:
        raise NotFound("goal", goal_id, pointer="?goal")
    begins, ends = _first(asking, first), _last(asking, last)
    _require_order(asking, first, last, begins, ends)
    return Selection(
        first=begins,
        last=ends,
        goal_id=goal_id,
        topics=frozenset(name.removeprefix(PREFIX) for name in types) or None,
        actor_id=actor_id,
    )


def _first(asking: Asking, mark: Mark | None) -> int:
    if mark is None:
        return 1
    if isinstance(mark, int):
        return _known(asking, mark, named="from")
    return last_before(asking, to_us(_instant(asking, mark, named="from"))) + 1


def _last(asking: Asking, mark: Mark | None) -> int:
    if mark is None:
        return asking.position
    if isinstance(mark, int):
        return _known(asking, mark, named="to")
    return last_before(asking, to_us(_instant(asking, mark, named="to", is_end=True)) + 1)


def _known(asking: Asking, position: int, *, named: str) -> int:
    if position < 1:
        raise NoSuchMoment(named, "The first position of a log is 1.")
    if position > asking.position:
        raise NoSuchMoment(
            named, f"Position {position} is after position {asking.position}, the last one of the moment asked about."
        )
    return position


def _instant(asking: Asking, mark: date, *, named: str, is_end: bool = False) -> datetime:
    """That of a mark; of a day its first, or its last so far."""
    begins = mark if isinstance(mark, datetime) else day_start(mark, asking.workspace.policy.tz)
    if begins > asking.as_of:
        raise NoSuchMoment(named, f"{mark.isoformat()} is after {asking.as_of.isoformat()}, the moment asked about.")
    if is_end and is_day(mark):
        return min(day_end(mark, asking.workspace.policy.tz) - MICROSECOND, asking.as_of)
    return begins


def _require_order(asking: Asking, first: Mark | None, last: Mark | None, begins: int, ends: int) -> None:
    """Marks between which nothing was recorded may be in order all the same."""
    if first is None or last is None:
        return
    if isinstance(first, int) or isinstance(last, int):
        if begins > ends:
            raise EndsBeforeItBegins(begins, ends)
        return
    if is_day(first) and is_day(last) and first > last:
        raise EndsBeforeItBegins(first, last)
    begun, ended = _instant(asking, first, named="from"), _instant(asking, last, named="to", is_end=True)
    if begun > ended:
        raise EndsBeforeItBegins(begun, ended)

"""A quarter of the goal of the story, looked back at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from msgspec.structs import replace

from goals.goal.definition import Definition
from goals.period import Period
from goals.window import AuthoredWindow, Window
from projections.answers.axes import Axis
from projections.answers.retrospective.seen import Seen, seen
from projections.answers.scope import Scope
from projections.answers.supposing import suppose
from tests.projections.story import GOAL, MRR, START, Told, activated, created

Q1 = Period(first=date(2023, 1, 1), last=date(2023, 3, 31), name="2023-Q1")
MARCH = date(2023, 3, 31)
LATER = date(2023, 6, 1)


def until(end: date, definition: Definition = MRR, tz: str = "UTC") -> Definition:
    """The same up to another day."""
    window = AuthoredWindow(start=START, end=end, tz=tz)
    return replace(definition, window=window, span=Window(start=START, end=end, tz=tz))


QUARTERLY = until(MARCH)


def pursue(told: Told, goal_id: str = GOAL, definition: Definition = QUARTERLY) -> None:
    told.tell(START, goal_id, created(definition=definition), activated(definition))


@contextmanager
def looking(
    told: Told,
    on: date = LATER,
    *,
    period: Period = Q1,
    axis: Axis = Axis.RECORDED,
    scope: Scope | None = None,
    original: bool = False,
) -> Iterator[Seen]:
    with told.asking(on) as asking:
        supposed = suppose(asking, without=(), original=original)
        found = seen(supposed, period, axis, scope or Scope())
        assert found is not None
        yield found

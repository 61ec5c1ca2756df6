"""Well-known milestones of the well-known goal."""

from decimal import Decimal
from typing import Any

from goals.facts import Fact
from goals.milestone.facts import MilestoneAdded, MilestoneProgressed
from goals.milestone.shape import Counted, Deliverable, Measured, Rhythm, Shape, Stage, Staged
from goals.target import RelativePercent
from goals.vocabulary import CadencePeriod, Comparator, Direction
from tests.given import TODAY, Told
from tests.goal.known import RETENTION, active, known

STEP = "01900000-0000-7000-8000-0000000000d1"

ITEMS = Counted(required_count=Decimal(15), unit="articles")
UNCOUNTED = Counted(unit="functions")
PLAN = Staged(stages=(Stage(name="design"), Stage(name="launch", weight=Decimal(2))))
JOGS = Rhythm(comparator=Comparator.AT_LEAST, count=Decimal(3), period=CadencePeriod.ISO_WEEK)
SUGAR = Rhythm(comparator=Comparator.AT_MOST, count=Decimal(1), period=CadencePeriod.DAY)
BOT = Deliverable()
LOADING = Measured(
    kpi_id=RETENTION,
    direction=Direction.DECREASE,
    baseline=known(4),
    target=RelativePercent(by=Decimal(-30)),
    series=1,
)


def added(shape: Shape = ITEMS, **more: Any) -> MilestoneAdded:
    return MilestoneAdded(**{"milestone_id": STEP, "title": "Add items", "shape": shape} | more)


def progressed(amount: str | None = None, **more: Any) -> MilestoneProgressed:
    told: dict[str, Any] = {
        "milestone_id": STEP,
        "effective_on": TODAY,
        "amount": None if amount is None else Decimal(amount),
    }
    return MilestoneProgressed(**told | more)


def with_step(shape: Shape = ITEMS, *facts: Fact) -> tuple[Told, ...]:
    """The active goal with one milestone, and what happened to it."""
    return (*active(), added(shape), *facts)

"""What came of a forecast, by all that is known at the moment asked about?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from goals.forecast_error import Foreseen
from goals.goal.definition import Definition
from goals.progress import Yardstick
from goals.quantity import EXACT
from goals.target import number
from goals.vocabulary import Direction
from goals.window import Window
from projections import trail
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.retrospective.foretold import Foretold
from projections.lives import left_out, view_of
from projections.readings import Observed
from projections.trail import Step

NO_FORECAST = "nothing was forecast"
TO_COME = "the deadline is to come"
NOTHING_READ = "nothing is known to have been read by the deadline"
NOTHING_NEW = "nothing was read after the forecast was made"
OTHER_KPI = "another KPI is measured at the deadline"


@dataclass(frozen=True, slots=True)
class Came:
    """The value at the deadline the goal then had, and when it was observed; None while the deadline is to come.

    `foreseen` is None where there is nothing to hold against each other, and `why_unjudged` says why.
    """

    value: Decimal | None
    observed_at: datetime | None
    foreseen: Foreseen | None
    why_unjudged: str | None
    retargeted_since: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """Where a series of a KPI stood at the end of a window, and the one the goal measures there by what is known."""

    value: Decimal | None
    reading: Observed | None
    series: tuple[str | None, int | None]


class Coming:
    """All that came, each deadline of a goal looked up once."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._known: dict[tuple[str, Window, tuple[str | None, int | None]], _Known] = {}
        self._steps: dict[str, Sequence[Step]] = {}

    def of(self, told: Foretold) -> Came:
        known = self._at_deadline(told)
        why = _why_unjudged(told, known)
        return Came(
            value=None if known is None else known.value,
            observed_at=None if known is None or known.reading is None else known.reading.observed_at,
            foreseen=_foreseen(told, known) if why is None and known is not None else None,
            why_unjudged=why,
            retargeted_since=self._is_retargeted(told),
        )

    def _at_deadline(self, told: Foretold) -> _Known | None:
        """None while it is to come."""
        window = told.definition.span
        assert window is not None, "what stands has a window"
        if self._asking.in_zone(window.tz).on < window.end:
            return None
        key = (told.goal_id, window, told.series)
        if key not in self._known:
            self._known[key] = self._looked_up(told.goal_id, told.definition, window)
        return self._known[key]

    def _looked_up(self, goal_id: str, definition: Definition, window: Window) -> _Known:
        there = self._asking.about(window.end)
        standing = there.question.standing(definition)
        view = view_of(there.question, goal_id)
        now = definition if view is None else held(there, goal_id, view)[1].goal.definition
        series = (now.kpi_id, now.series)
        return _Known(None, None, series) if standing is None else _Known(standing.value, standing.reading, series)

    def _is_retargeted(self, told: Foretold) -> bool:
        """By a retarget that was not known, or not in force yet, when the forecast was made."""
        if told.goal_id not in self._steps:
            asking = self._asking
            gone = left_out(asking.question, told.goal_id)
            found = trail.steps(asking.rows, asking.workspace_id, told.goal_id, asking.position)
            self._steps[told.goal_id] = [step for step in found if step.position not in gone]
        made_on, position = told.asking.on.isoformat(), told.asking.position
        return any(step.position > position or step.effective_on > made_on for step in self._steps[told.goal_id])


def _why_unjudged(told: Foretold, known: _Known | None) -> str | None:
    if told.made is None:
        return NO_FORECAST
    if known is None:
        return TO_COME
    if known.reading is None:
        return NOTHING_READ
    if known.series != told.series:
        return OTHER_KPI
    before = told.standing.reading
    return NOTHING_NEW if before is not None and known.reading.observed_at <= before.observed_at else None


def _foreseen(told: Foretold, known: _Known) -> Foreseen:
    assert told.made is not None and known.value is not None, "it can be judged"
    return Foreseen(
        days_ahead=told.days_ahead,
        forecast=told.made.at_deadline,
        low=told.made.low,
        high=told.made.high,
        actual=known.value,
        span=_span(told.standing.yardstick),
    )


def _span(yardstick: Yardstick) -> Decimal | None:
    """The way from the baseline to the target; None where progress is not measured along one."""
    baseline, target = yardstick.baseline, number(yardstick.target)
    if baseline is None or target is None or yardstick.direction is Direction.MAINTAIN:
        return None
    is_floor, is_ceiling = (yardstick.direction is each for each in (Direction.AT_LEAST, Direction.AT_MOST))
    if (is_floor and baseline >= target) or (is_ceiling and baseline <= target):
        return None
    return EXACT.subtract(target, baseline)

"""Which questions do milestones, readings, silence and endings raise?

R12 to R18. Days are local ones; progress, pace and shares are unrounded, None where there is none.
"""

from datetime import date
from decimal import Decimal

from goals.health import CADENCE_DAYS
from goals.vocabulary import Cadence, GoalState, Health, Outcome

DROPPED_DAYS = 14
SILENT_CADENCES = 2
SILENT_DAYS = 14
EXIT_DAYS = 14
QUIET_ENDS = (Outcome.ABANDONED, Outcome.SUPERSEDED, GoalState.ARCHIVED)
SANDBAG = Decimal("1.5")


def moved_after_due(*, due: date | None, recorded_on: date) -> bool:
    """R12, of a milestone that is due on another day from now on."""
    return due is not None and due < recorded_on


def dropped_late(*, due: date | None, recorded_on: date) -> bool:
    """R12, of a milestone that will not be done."""
    return due is not None and (due - recorded_on).days <= DROPPED_DAYS


def flipped(*, outcome_before: Outcome, outcome_after: Outcome, deadline: date, recorded_on: date) -> bool:
    """R13. What the readings said without one that was recorded after the deadline, and with it."""
    return recorded_on > deadline and outcome_before is not outcome_after


def changed_after_close(*, observed_on: date, start: date, end: date) -> bool:
    """R14, of a reading that was corrected or voided while the goal was closed."""
    return start <= observed_on <= end


def silent(*, since: date | None, cadence: Cadence | None, on: date, start: date, end: date) -> bool:
    """R15, of a goal that is active or paused. `since` is the day of the last reading, or, where there was none, of
    the beginning."""
    if on < start:
        return False
    if (on - end).days >= SILENT_DAYS:
        return True
    if since is None or cadence is None:
        return False
    return (min(on, end) - since).days >= SILENT_CADENCES * CADENCE_DAYS[cadence]


def quiet_exit(
    *, ended: str, end: date | None, recorded_on: date, was_read: bool, pace: Decimal | None, on_track: Decimal
) -> bool:
    """R16. `ended` is the outcome it was closed with, or that it was archived unclosed. Behind is what has no reading,
    or a pace below `on_track`."""
    if ended not in QUIET_ENDS or end is None or abs((end - recorded_on).days) > EXIT_DAYS:
        return False
    return not was_read or (pace is not None and pace < on_track)


def sandbagged(*, progress: Decimal | None, elapsed: int, total: int) -> bool:
    """R17. `elapsed` are the days of the window that had begun when it was read, of `total`."""
    return progress is not None and progress >= SANDBAG and 2 * elapsed < total


def status_gap(
    *, status_before: Health | None, health_before: Health | None, status: Health | None, health: Health | None
) -> bool:
    """R18, of two check-ins running: what was said, and what the readings known then came to."""
    said, derived = {status_before, status}, {health_before, health}
    return said == {Health.ON_TRACK} and derived == {Health.OFF_TRACK}

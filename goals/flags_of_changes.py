"""Which questions does moving the goalposts raise?

R01 to R11. Days are local ones; progress and shares are unrounded, None where there is none.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from goals.quantity import EXACT, settled
from goals.vocabulary import Aggregation, Direction, Effect, ReasonCode, ValueKind

LATE_DAYS = 14
LATE_SHARE = Decimal("0.8")
MISSED_BY = Decimal("0.10")
BACKDATED_DAYS = 1
MOST_MOVES = 2
MOST_GROSS = Decimal("0.5")
RATCHET_DAYS = 30
REPEATED = 3


class Metric(Struct, frozen=True, kw_only=True):
    """What is measured, and which way it should go. `direction` is None while it is not known."""

    kpi: str | None
    direction: Direction | None
    unit: str | None
    aggregation: Aggregation | None
    value_kind: ValueKind | None


def late_easing(*, effect: Effect, days_to_deadline: int | None, window_elapsed: Decimal | None) -> bool:
    """R01. Days and share are those of the deadline then in force; after it there are none left."""
    if effect is not Effect.EASIER:
        return False
    is_near = days_to_deadline is not None and days_to_deadline <= LATE_DAYS
    return is_near or (window_elapsed is not None and window_elapsed > LATE_SHARE)


def after_miss(*, effect: Effect, progress: Decimal | None, expected: Decimal | None) -> bool:
    """R02. Progress as it was by the last reading known then."""
    if effect is not Effect.EASIER or progress is None or expected is None:
        return False
    return settled(progress) < settled(EXACT.subtract(expected, MISSED_BY))


def extended_after_due(*, old_end: date | None, new_end: date | None, recorded_on: date) -> bool:
    """R03."""
    return old_end is not None and new_end != old_end and recorded_on > old_end


def lowered_to_met(*, met_before: bool | None, met_after: bool) -> bool:
    """R04. Whether the last reading known met the target, by the definition before and by the one after; None where
    the two cannot be compared, so that having met the one says nothing of the other."""
    return met_after and not met_before


def backdated(*, effective_on: date, recorded_on: date) -> bool:
    """R05."""
    return (recorded_on - effective_on).days > BACKDATED_DAYS


def baseline_rewrite(*, before: Decimal | None, after: Decimal | None, was_read: bool) -> bool:
    """R06. A baseline that was not known before is established, not rewritten."""
    return was_read and before is not None and before != after


def churned(*, moves: int, gross: Decimal) -> bool:
    """R07. Of the retargets in one window, this one with them; `gross` is in spans of the original way."""
    return moves > MOST_MOVES or settled(gross) > MOST_GROSS


def ratchet(*, effect: Effect, first_met_on: date | None, recorded_on: date) -> bool:
    """R08. `first_met_on` is when the target then in force was met within its window, as known then."""
    if effect is not Effect.HARDER or first_met_on is None:
        return False
    return 0 <= (recorded_on - first_met_on).days <= RATCHET_DAYS


def swapped(before: Metric, after: Metric) -> tuple[str, ...]:
    """What of the metric is another one; what was not known before is not swapped."""
    return tuple(
        name
        for name in Metric.__struct_fields__
        if getattr(before, name) is not None and getattr(before, name) != getattr(after, name)
    )


def metric_swap(*, changed: str) -> bool:
    """R09. The parts of the metric that were swapped, by name."""
    return changed != ""


def self_approved(
    *,
    approver: str | None,
    approver_for: str | None,
    proposer: str | None,
    proposer_for: str | None,
    grounds: str,
) -> bool:
    """R10. Actors by their ids, and for whom they acted; `grounds` are why it needed approval, empty for none."""
    approvers, proposers = _known(approver, approver_for), _known(proposer, proposer_for)
    return not approvers.isdisjoint(proposers) if approvers else grounds != ""


def thin_code(*, reason_code: ReasonCode) -> bool:
    """R11, when it is recorded."""
    return reason_code is ReasonCode.OTHER


def thin_text(*, repeats: int) -> bool:
    """R11, as soon as as many retargets of the workspace give the same reason, this one with them."""
    return repeats >= REPEATED


def _known(*actors: str | None) -> set[str]:
    return {actor for actor in actors if actor is not None}


def words(parts: Sequence[str]) -> str:
    return ", ".join(parts)

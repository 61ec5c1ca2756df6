"""What a policy must be."""

from decimal import Decimal

from goals.errors import Fault
from goals.window import require_zone
from goals.workspace.errors import PolicyCannotBe
from goals.workspace.facts import Policy

MONTHS = range(1, 13)


def require_possible(policy: Policy) -> None:
    """Raises PolicyCannotBe, with all that is wrong with it."""
    faults = [*_day_faults(policy), *_threshold_faults(policy), *_calendar_faults(policy)]
    if faults:
        raise PolicyCannotBe(faults)


def _day_faults(policy: Policy) -> list[Fault]:
    counted = {
        "easing_notice_days": policy.easing_notice_days,
        "freeze_days": policy.freeze_days,
        "grace_days": policy.grace_days,
    }
    return [
        Fault(f"/{name}", "days-negative", f"A number of days is 0 or more, not {days}.")
        for name, days in counted.items()
        if days < 0
    ]


def _threshold_faults(policy: Policy) -> list[Fault]:
    thresholds = {"on_track": policy.on_track, "at_risk": policy.at_risk}
    faults = [
        Fault(f"/{name}", "threshold-out-of-range", f"A pace to be judged by is 0 to 1, not {pace:f}.")
        for name, pace in thresholds.items()
        if not Decimal(0) <= pace <= Decimal(1)
    ]
    if not faults and policy.at_risk > policy.on_track:
        sentence = f"What is at risk from {policy.at_risk:f} cannot be on track from {policy.on_track:f}."
        faults.append(Fault("/at_risk", "thresholds-crossed", sentence))
    return faults


def _calendar_faults(policy: Policy) -> list[Fault]:
    faults = []
    if policy.fiscal_year_start not in MONTHS:
        sentence = f"A fiscal year starts in a month, 1 to 12, not {policy.fiscal_year_start}."
        faults.append(Fault("/fiscal_year_start", "month-out-of-range", sentence))
    try:
        require_zone(policy.tz)
    except ValueError as unknown:
        faults.append(Fault("/tz", "time-zone-unknown", str(unknown)))
    return faults

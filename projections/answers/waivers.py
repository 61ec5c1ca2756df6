"""For how long was it accepted that a goal is off its way, and why?"""

from typing import Any

from projections.answers import forms
from projections.answers.asking import Asking
from projections.goals import View, Waiver


def told(asking: Asking, view: View) -> list[dict[str, Any]]:
    """All that were granted, in recorded order, by the day if one was named; `in_force` on the day asked about."""
    granted = [each for each in view.waivers if not asking.is_on_given or each.on <= asking.on]
    return [_told(asking, each) for each in granted]


def _told(asking: Asking, waiver: Waiver) -> dict[str, Any]:
    return {
        "on": forms.day(waiver.on),
        "until": forms.day(waiver.until),
        "in_force": waiver.on <= asking.on <= waiver.until,
        "reason": asking.open_text(waiver.reason),
        "actor": forms.struct(waiver.actor),
        "recorded_at": forms.instant(waiver.recorded_at),
        "position": waiver.position,
    }

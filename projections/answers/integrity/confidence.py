"""Did what came bear out the confidence that was stated?"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from goals.calibration import Bin, Forecast, brier, histogram
from goals.goal.facts import CheckedIn
from goals.quantity import plain
from goals.window import Window, local_day
from projections import said
from projections.answers import forms
from projections.answers.achievement import day_achieved
from projections.answers.asking import Asking
from projections.answers.integrity.considered import Considered
from projections.answers.periods import Stretch
from projections.said import Kind

EVERYTHING = 2**31 - 1


def told(asking: Asking, stretch: Stretch, considered: Sequence[Considered]) -> dict[str, Any]:
    """Of the check-ins made during the windows that ended in the stretch, against what was read by their end."""
    forecasts = [forecast for each in considered for forecast in _forecasts(asking, stretch, each)]
    return {
        "n": len(forecasts),
        "brier": forms.share(brier(forecasts)),
        "histogram": [_bin(each) for each in histogram(forecasts)],
    }


def _forecasts(asking: Asking, stretch: Stretch, each: Considered) -> Iterator[Forecast]:
    span = each.current.span
    if span is None or not stretch.has(span.end):
        return
    confidences = list(_stated(asking, each.goal_id, span))
    if not confidences:
        return
    achieved = day_achieved(asking.about(span.end), each.goal_id, each.view) is not None
    yield from (Forecast(confidence=confidence, achieved=achieved) for confidence in confidences)


def _stated(asking: Asking, goal_id: str, span: Window) -> Iterator[Decimal]:
    """The confidence of each check-in about a day of the window; what was recorded after its end foretold nothing."""
    found = said.oldest(
        asking.rows,
        asking.workspace_id,
        goal_id,
        Kind.CHECK_IN,
        after=0,
        position=asking.position,
        most=EVERYTHING,
    )
    for each in found:
        fact = each.fact
        if not isinstance(fact, CheckedIn) or fact.confidence is None:
            continue
        if span.start <= fact.on <= span.end and local_day(each.recorded_at, span.tz) <= span.end:
            yield fact.confidence


def _bin(found: Bin) -> dict[str, Any]:
    return {
        "from": plain(found.lowest),
        "to": plain(found.below),
        "n": found.n,
        "mean_confidence": forms.share(found.mean_confidence),
        "share_achieved": forms.share(found.share_achieved),
    }

"""Did what came bear out the confidence that was stated?"""

from collections.abc import Iterator, Sequence
from typing import Any

from goals.calibration import Bin, Forecast, brier, histogram
from goals.goal.facts import CheckedIn
from goals.quantity import plain
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
    stated = [fact for fact in _check_ins(asking, each.goal_id) if span.start <= fact.on <= span.end]
    confidences = [fact.confidence for fact in stated if fact.confidence is not None]
    if not confidences:
        return
    achieved = day_achieved(asking.about(span.end), each.goal_id, each.view) is not None
    yield from (Forecast(confidence=confidence, achieved=achieved) for confidence in confidences)


def _check_ins(asking: Asking, goal_id: str) -> list[CheckedIn]:
    found = said.oldest(
        asking.rows,
        asking.workspace_id,
        goal_id,
        Kind.CHECK_IN,
        after=0,
        position=asking.position,
        most=EVERYTHING,
    )
    return [each.fact for each in found if isinstance(each.fact, CheckedIn)]


def _bin(found: Bin) -> dict[str, Any]:
    return {
        "from": plain(found.lowest),
        "to": plain(found.below),
        "n": found.n,
        "mean_confidence": forms.share(found.mean_confidence),
        "share_achieved": forms.share(found.share_achieved),
    }

"""What was forecast at each week's end, and what came?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goals.forecast_error import Missed, Summary, by_horizon, mean_error, missed, summary
from goals.quantity import resolved
from projections.answers import forms
from projections.answers.forecast import told as forecast_told
from projections.answers.retrospective.came import Came, Coming
from projections.answers.retrospective.foretold import Foretold, foretold
from projections.answers.retrospective.seen import Seen
from projections.answers.retrospective.weekly import week_ends


@dataclass(frozen=True, slots=True)
class _Entry:
    """A forecast beside what came of it; `missed` is None where the two cannot be held against each other."""

    foretold: Foretold
    came: Came
    missed: Missed | None


def section(seen: Seen) -> dict[str, Any]:
    """The ledger: of each goal pursued, at each week's end, the forecast for the deadline it then had to come. And by
    how much the forecasts were off of which it is known what came."""
    return held_against(seen, (each for week in week_ends(seen) for each in foretold(week)))


def held_against(seen: Seen, told: Iterable[Foretold]) -> dict[str, Any]:
    """As `section`, of what was forecast."""
    coming = Coming(seen.asking)
    entries = [_entry(coming, each) for each in told]
    return {"ledger": [_told(each) for each in entries], "error": _error(entries)}


def _entry(coming: Coming, told: Foretold) -> _Entry:
    came = coming.of(told)
    return _Entry(told, came, None if came.foreseen is None else missed(came.foreseen))


def _told(entry: _Entry) -> dict[str, Any]:
    told, came = entry.foretold, entry.came
    return {
        "goal_id": told.goal_id,
        "made_on": forms.day(told.asking.on),
        "position": told.asking.position,
        "as_of": forms.instant(told.asking.as_of),
        "deadline": forms.day(told.deadline),
        "days_ahead": told.days_ahead,
        "value": forms.decimal(told.standing.value),
        **forecast_told(told.trend, told.definition, told.standing),
        "actual": forms.decimal(came.value),
        "observed_at": forms.instant(came.observed_at),
        "why_unjudged": came.why_unjudged,
        "error": None if entry.missed is None else forms.decimal(resolved(entry.missed.error)),
        "error_share": None if entry.missed is None else forms.share(entry.missed.share),
        "inside": None if entry.missed is None else entry.missed.inside,
        "retargeted_since": came.retargeted_since,
    }


def _error(entries: Sequence[_Entry]) -> dict[str, Any]:
    off = [each.missed for each in entries if each.missed is not None]
    return {
        **_summed(summary(off)),
        "by_horizon": [{"horizon": horizon.value, **_summed(found)} for horizon, found in by_horizon(off).items()],
        "by_goal": _by_goal(entries),
    }


def _by_goal(entries: Sequence[_Entry]) -> list[dict[str, Any]]:
    """Of each goal of which a forecast can be judged, by id. The mean in units is of one KPI, or of none."""
    found: dict[str, list[_Entry]] = {}
    for each in entries:
        if each.missed is not None:
            found.setdefault(each.foretold.goal_id, []).append(each)
    return [{"goal_id": goal_id, **_of_goal(found[goal_id])} for goal_id in sorted(found)]


def _of_goal(entries: Sequence[_Entry]) -> Mapping[str, Any]:
    off = [each.missed for each in entries if each.missed is not None]
    is_of_one_kpi = len({each.foretold.series for each in entries}) == 1
    mean = mean_error(off) if is_of_one_kpi else None
    return {"mean_error": None if mean is None else forms.decimal(resolved(mean)), **_summed(summary(off))}


def _summed(found: Summary) -> dict[str, Any]:
    return {
        "n": found.n,
        "n_shares": found.n_shares,
        "bias": forms.share(found.bias),
        "mean_absolute": forms.share(found.mean_absolute),
        "coverage": forms.share(found.coverage),
    }

"""What was aimed at?"""

from datetime import date
from typing import Any

from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.integrity.considered import PURSUED
from projections.answers.lenses import CURRENT, lens_of, version_through
from projections.answers.retrospective.seen import Regarded, Seen
from projections.answers.versions import defined, kpi_of, original_of
from projections.goals import View
from projections.lives import state_on

IN_FORCE = lens_of(CURRENT)


def section(seen: Seen) -> list[dict[str, Any]]:
    """Each goal that was pursued, by what was in force when the period began; of one pursued only later, from then."""
    return [_aim(seen, each) for each in seen.pursued]


def _aim(seen: Seen, each: Regarded) -> dict[str, Any]:
    asking, view, since = _first_pursued(seen, each)
    asking, view = held(asking, each.goal_id, view)
    found = version_through(asking, each.goal_id, view, IN_FORCE)
    return {
        "goal_id": each.goal_id,
        "since": forms.day(since),
        "version": found.n,
        **_described(asking, view),
        "kpi": kpi_of(asking, view.goal.definition),
        **defined(view.goal.definition),
        "original": original_of(view),
    }


def _first_pursued(seen: Seen, each: Regarded) -> tuple[Asking, View, date]:
    """The question about the first day of the period on which it was pursued, by what was known when the period began
    where that was so then; the goal, and the day."""
    opening, first = each.opening, seen.stretch.first
    if opening is not None and state_on(opening.lives, seen.opening.on).state in PURSUED:
        return seen.opening.about(first), opening, first
    days = [life.on for life in each.view.lives if life.state in PURSUED and seen.stretch.has(life.on)]
    since = min(days, default=first)
    return seen.closing.about(since), each.view, since


def _described(asking: Asking, view: View) -> dict[str, Any]:
    goal, description = view.goal, view.goal.description
    return {
        "title": asking.open_text(description.title),
        "aim": asking.open_text(description.aim),
        "why": asking.open_text(description.why),
        "owner": goal.owner,
        "container_id": goal.container_id,
        "parents": forms.struct(goal.parents),
        "maturity": goal.maturity.value,
    }

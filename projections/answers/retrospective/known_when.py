"""What was known when?"""

from collections.abc import Iterator
from typing import Any

from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.retrospective import figures, later
from projections.answers.retrospective.seen import Seen
from projections.answers.retrospective.verdicts import Turned, Verdict, verdicts
from projections.lives import view_of


def section(seen: Seen) -> dict[str, Any]:
    """Of the goals pursued in the period: whether each was achieved, as it was known when a deadline up to the period's
    end had passed, and every later moment at which that changed; and those of whose figures on the last day other is
    known since. By what was recorded when, on either axis."""
    return {"outcomes": list(_outcomes(seen)), "figures": figures.told(seen)}


def _outcomes(seen: Seen) -> Iterator[dict[str, Any]]:
    for each in seen.pursued:
        found = view_of(seen.asking.question, each.goal_id)
        if found is None:
            continue
        asking, view = held(seen.asking, each.goal_id, found)
        for verdict in verdicts(asking, each.goal_id, view, until=seen.stretch.last):
            yield {
                "goal_id": each.goal_id,
                "title": seen.titles[each.goal_id],
                "deadline": forms.day(verdict.window.end),
                "at_deadline": verdict.first.value,
                "now": verdict.last.value,
                "known": [_turn(seen.asking, verdict, turned) for turned in verdict.turned],
            }


def _turn(asking: Asking, verdict: Verdict, turned: Turned) -> dict[str, Any]:
    return {
        **later.told(asking, turned.position, after=verdict.window.end, tz=verdict.window.tz),
        "verdict_before": turned.before.value,
        "verdict_after": turned.after.value,
    }

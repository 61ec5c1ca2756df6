"""Where did goals stand when the period was over, by what was promised and by what it became?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goals.quantity import clamp
from projections.answers import lenses, lines, moment
from projections.answers.asking import Asking
from projections.answers.axes import Axis, at_end_of
from projections.answers.containers import rollup
from projections.answers.held import held
from projections.answers.lenses import Lens, lens_of, version_through
from projections.answers.lines import line_of
from projections.answers.retrospective.seen import Seen
from projections.answers.shares import Share, counts
from projections.goals import View

LENSES = (lens_of(lenses.ORIGINAL), lens_of(lenses.CURRENT))
COMPARED = ("state", "outcome", "target", "end", "value", "progress", "achieved")


@dataclass(frozen=True, slots=True)
class Attained:
    """By one lens: `share` is None where the goal does not count."""

    told: dict[str, Any]
    share: Share | None

    @property
    def is_achieved(self) -> bool:
        return bool(self.told["achieved"])


@dataclass(frozen=True, slots=True)
class Compared:
    """The same day on the other axis; `is_then` where that is what was known when it was over."""

    asking: Asking
    is_then: bool


def section(seen: Seen) -> dict[str, Any]:
    """The goals that were there, each in a line and by both lenses; rolled up are all of the scope that counted."""
    asking = seen.closing
    attained = {goal_id: _attained(asking, goal_id, view) for goal_id, view in seen.scope.goals(asking)}
    compared = _compared(seen)
    return {
        **moment.told(asking),
        "goals": [
            _goal(asking, each.goal_id, attained[each.goal_id], compared)
            for each in seen.goals
            if each.goal_id in attained
        ],
        "rollup": {lens.said: _rolled_up(list(attained.values()), place) for place, lens in enumerate(LENSES)},
    }


def _attained(asking: Asking, goal_id: str, view: View) -> tuple[Attained, ...]:
    """By each of the lenses in turn."""
    asking, view = held(asking, goal_id, view)
    return tuple(_by(asking, goal_id, view, lens) for lens in LENSES)


def _by(asking: Asking, goal_id: str, view: View, lens: Lens) -> Attained:
    found = version_through(asking, goal_id, view, lens)
    standing = None if found.definition is None else asking.question.standing(found.definition)
    told = {"lens": lens.said, **lenses.told(asking, found, standing)}
    if not counts(view.goal):
        return Attained(told, None)
    definition = found.definition or view.goal.definition
    raw = None if standing is None else standing.raw
    return Attained(told, Share(goal_id, definition.weight, None if raw is None else clamp(raw)))


def _rolled_up(attained: Sequence[tuple[Attained, ...]], place: int) -> dict[str, Any]:
    found = [each[place] for each in attained if each[place].share is not None]
    shares = [each.share for each in found if each.share is not None]
    return {**rollup(shares), "achieved": sum(each.is_achieved for each in found)}


def _goal(asking: Asking, goal_id: str, attained: Sequence[Attained], compared: Compared | None) -> dict[str, Any]:
    found = line_of(asking, goal_id)
    assert found is not None, f"{goal_id} was there"
    line = lines.told(asking, found)
    original, current = attained
    return {
        **line,
        "by_original": original.told,
        "by_current": current.told,
        "differs": [] if compared is None else _differences(goal_id, line, compared),
    }


def _compared(seen: Seen) -> Compared | None:
    """The other axis: the same day by all that is known, or by what was known when it was over."""
    day = seen.stretch.last
    if seen.axis is Axis.RECORDED:
        return (
            None if seen.closing.position == seen.asking.position else Compared(seen.asking.about(day), is_then=False)
        )
    then = at_end_of(seen.asking, day, Axis.RECORDED)
    return None if then.position == seen.asking.position else Compared(then, is_then=True)


def _differences(goal_id: str, line: Mapping[str, Any], compared: Compared) -> list[dict[str, Any]]:
    """Field by field, as it was known when the period was over, and as it is known now."""
    found = line_of(compared.asking, goal_id)
    other: Mapping[str, Any] = {} if found is None else lines.told(compared.asking, found)
    then, now = (other, line) if compared.is_then else (line, other)
    pairs = [(field, then.get(field), now.get(field)) for field in COMPARED]
    return [{"field": field, "then": old, "now": new} for field, old, new in pairs if old != new]

"""How far have a container's goals come together, looked at through one lens?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from goals.quantity import clamp, plain, total
from goals.rollup import Part, progress_of
from projections import containers
from projections.answers import forms, lenses, moment
from projections.answers.asking import Asking
from projections.answers.assembled import in_container
from projections.answers.held import held
from projections.answers.lenses import Lens, version_through
from projections.answers.shares import counts
from projections.goals import View


def answer(asking: Asking, container_id: str, lens: Lens) -> dict[str, Any] | None:
    """None if there was no such container."""
    if containers.view_at(asking.rows, asking.workspace_id, container_id, asking.position) is None:
        return None
    below = containers.below(asking.rows, asking.workspace_id, container_id, asking.position)
    own = _seen_in(asking, container_id, lens)
    nested = [goal for each in below for goal in _seen_in(asking, each, lens)]
    return {
        "container_id": container_id,
        "lens": lens.said,
        **_rolled_up(own),
        "nested": _rolled_up([*own, *nested]),
        **moment.told(asking),
    }


@dataclass(frozen=True, slots=True)
class Attained:
    """A goal as it was seen; `part` is None where it has no value by that version."""

    goal_id: str
    told: dict[str, Any]
    part: Part | None


def _seen_in(asking: Asking, container_id: str, lens: Lens) -> list[Attained]:
    """The goals in it that count."""
    found = [(goal_id, *held(asking, goal_id, view)) for goal_id, view in in_container(asking, container_id)]
    return [_seen(its_asking, goal_id, view, lens) for goal_id, its_asking, view in found if counts(view.goal)]


def _seen(asking: Asking, goal_id: str, view: View, lens: Lens) -> Attained:
    seen = version_through(asking, goal_id, view, lens)
    definition = seen.definition
    standing = None if definition is None else asking.question.standing(definition)
    told = lenses.told(asking, seen, standing)
    if definition is None or standing is None or standing.raw is None:
        return Attained(goal_id, told, None)
    return Attained(goal_id, told, Part(weight=definition.weight, clamped=clamp(standing.raw)))


def _rolled_up(found: Sequence[Attained]) -> dict[str, Any]:
    parts = [each.part for each in found if each.part is not None]
    return {
        "progress": forms.share(progress_of(parts)),
        "weight": plain(total(part.weight for part in parts)),
        "goals": [{"goal_id": each.goal_id, **each.told} for each in found],
        "without_value": [
            {"goal_id": each.goal_id, "reason": each.told["reason"]} for each in found if each.part is None
        ],
    }

"""Does what was recorded explain how a goal came from what it was committed with to what it is?"""

from collections.abc import Iterable

from msgspec.structs import replace

from goals.goal.definition import Definition
from goals.goal.facts import BaselineEstablished, GoalRetargeted, WindowResolved

Step = GoalRetargeted | BaselineEstablished | WindowResolved

FIELDS = Definition.__struct_fields__
"""The controlled ones, and what they come to."""


def reconciled(original: Definition, steps: Iterable[Step]) -> Definition:
    """The original with nothing but what each step says it changed."""
    definition = original
    for step in steps:
        definition = _after(definition, step)
    return definition


def _after(definition: Definition, step: Step) -> Definition:
    match step:
        case GoalRetargeted(before=before, after=after):
            moved = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
            return replace(definition, **{name: getattr(after, name) for name in moved})
        case BaselineEstablished(baseline=baseline, resolved=resolved, direction=direction):
            kept = definition.direction if direction is None else direction
            return replace(definition, baseline=baseline, resolved=resolved, direction=kept)
        case WindowResolved(span=span):
            return replace(definition, span=span)

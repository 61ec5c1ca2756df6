"""How did a goal stand, in one line?"""

from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from goals.goal.definition import Definition
from goals.vocabulary import GoalState, Health, Outcome
from projections import goals
from projections.answers import flags, forms
from projections.answers.achievement import day_achieved
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.judgement import health_of
from projections.goals import View
from projections.standing import Standing


class Line(Struct, frozen=True, kw_only=True):
    """A goal at a moment, by what was known then: the figures are those that the goal itself was answered with.

    `on` is the day it is about, in the goal's own zone. `raw`, `expected` and `pace` are unrounded. `definition` is the
    one in force, `version` that of the stream.
    """

    goal_id: str
    on: date
    view: View
    version: int
    definition: Definition
    state: GoalState
    outcome: Outcome | None
    value: Decimal | None
    raw: Decimal | None
    expected: Decimal | None
    pace: Decimal | None
    health: Health | None
    achieved: bool
    flags: tuple[str, ...]


def line_of(asking: Asking, goal_id: str) -> Line | None:
    """None if there was no such goal then."""
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    return None if found is None else line(asking, goal_id, goals.decoded(found[0]), version=found[1])


def line(asking: Asking, goal_id: str, view: View, *, version: int) -> Line:
    """`view` is the goal as it stands at the position of the question."""
    asking, view = held(asking, goal_id, view)
    return line_held(asking, goal_id, view, asking.question.standing(view.goal.definition), version=version)


def line_held(asking: Asking, goal_id: str, view: View, standing: Standing | None, *, version: int) -> Line:
    """As `line`, of a goal as it was held, and in its own days."""
    goal = view.goal
    achieved_on = None if standing is None else day_achieved(asking, goal_id, view)
    unmeasured = Health.NO_DATA if goal.state is GoalState.ACTIVE else None
    return Line(
        goal_id=goal_id,
        on=asking.on,
        view=view,
        version=version,
        definition=goal.definition,
        state=goal.state,
        outcome=goal.outcome,
        value=None if standing is None else standing.value,
        raw=None if standing is None else standing.raw,
        expected=None if standing is None else standing.expected,
        pace=None if standing is None else standing.pace,
        health=unmeasured if standing is None else health_of(asking, view, standing),
        achieved=achieved_on is not None,
        flags=tuple(flags.ids_of(asking, goal_id, view, standing, achieved_on=achieved_on)),
    )


def told(asking: Asking, line: Line) -> dict[str, Any]:
    """As in frames and reports."""
    span = line.definition.span
    return {
        "goal_id": line.goal_id,
        "on": forms.day(line.on),
        "title": asking.open_text(line.view.goal.description.title),
        "owner": line.view.goal.owner,
        "state": line.state.value,
        "outcome": None if line.outcome is None else line.outcome.value,
        "baseline": forms.decimal(line.definition.baseline.value),
        "target": forms.resolved(line.definition.resolved),
        "end": None if span is None else forms.day(span.end),
        "value": forms.decimal(line.value),
        "progress": forms.progress(line.raw),
        "expected": forms.share(line.expected),
        "pace": forms.share(line.pace),
        "health": None if line.health is None else line.health.value,
        "achieved": line.achieved,
        "flags": list(line.flags),
        "version": line.version,
    }

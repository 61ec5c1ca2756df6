"""What is different about a goal, and which events made it so?"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from goals.goal.facts import GoalRetargeted
from goals.milestone.state import Milestone
from goals.vocabulary import GoalState
from projections import goals, milestones
from projections.answers import assessments, feed, planned
from projections.answers import goals as answers
from projections.answers.asking import Asking
from projections.answers.diff import ends as of_ends
from projections.answers.diff import progress, readings, touched
from projections.answers.diff.ends import Ends, ends_of
from projections.answers.diff.policies import Policies, policies_of
from projections.answers.diff.readings import KpiSeries, Read
from projections.answers.diff.stages import Passed, passed
from projections.answers.diff.touched import Touched
from projections.answers.fields import goal as goal_fields
from projections.answers.fields import milestone as milestone_fields
from projections.answers.fields.fields import Fields, changed
from projections.answers.held import held
from projections.answers.marks import Mark
from projections.changes import changes
from projections.goals import View

_DERIVED = (
    "current",
    "progress",
    "expected",
    "pace",
    "health",
    "achieved",
    "achieved_on",
    "outcome_by_readings",
    "milestones",
    "flags",
)
_BY_DAYS = ("expected", "pace")
"""What every day moves, also of a goal that nobody pursues."""
NOTICE = "notice"


@dataclass(frozen=True)
class Side:
    """A goal at one of the moments: as it is recorded, as it was held, and as it is told."""

    asking: Asking
    goal_id: str
    recorded: View
    version: int

    @cached_property
    def _held(self) -> tuple[Asking, View]:
        return held(self.asking, self.goal_id, self.recorded)

    @property
    def days(self) -> Asking:
        """The question in the goal's own days."""
        return self._held[0]

    @cached_property
    def view(self) -> View:
        """As it was held; if a day was named, with what had been said by then, and the waivers that had begun."""
        asking, view = self._held
        if not asking.is_on_given:
            return view
        check_in, review = assessments.last_said(asking, self.goal_id, view)
        begun = tuple(each for each in view.waivers if each.on <= asking.on)
        return replace(view, check_in=check_in, review=review, waivers=begun)

    @cached_property
    def milestones(self) -> dict[str, Milestone]:
        """By id; if a day was named, as they were then."""
        asking, goal = self.days, self.recorded.goal
        found = planned.of_goal(asking, goal)
        if not asking.is_on_given or not found:
            return found
        entries = milestones.entries_of(asking.rows, asking.workspace_id, self.goal_id, asking.position)
        return {name: planned.as_far_as(asking, each, entries.get(name, ())) for name, each in found.items()}

    @cached_property
    def told(self) -> dict[str, Any]:
        return answers.rendered(self.asking, self.goal_id, self.recorded, version=self.version)

    @property
    def series(self) -> set[KpiSeries]:
        """What it is measured by."""
        definition = self.view.goal.definition
        if definition.kpi_id is None or definition.series is None:
            return set()
        return {(definition.kpi_id, definition.series)}


@dataclass(frozen=True)
class Sides:
    """A goal at both moments; `before` is None where it was not there yet."""

    ends: Ends
    goal_id: str
    before: Side | None
    after: Side

    @property
    def series(self) -> set[KpiSeries]:
        return self.after.series if self.before is None else self.before.series | self.after.series

    @cached_property
    def days(self) -> Ends:
        """The moments in the goal's own days."""
        if self.before is not None:
            return Ends(self.before.days, self.after.days)
        span = self.after.view.goal.definition.span
        return Ends(self.ends.before if span is None else self.ends.before.in_zone(span.tz), self.after.days)

    @cached_property
    def passed(self) -> Passed | None:
        was = None if self.before is None else self.before.view
        return passed(self.days.before, was, self.days.after, self.after.view, self.goal_id)


def answer(asking: Asking, goal_id: str, first: Mark, last: Mark | None) -> dict[str, Any] | None:
    """None if there was no such goal at the last moment. Raises what `ends_of` does."""
    ends = ends_of(asking, first, last)
    sides = sides_of(ends, goal_id)
    if sides is None:
        return None
    read, policies = readings.of(ends, sides.series), policies_of(ends)
    return {
        **difference(sides, read, policies),
        "readings": read.told(sides.series),
        "policies": policies.told,
        **of_ends.told(asking, ends),
    }


def sides_of(ends: Ends, goal_id: str) -> Sides | None:
    """None if there was no such goal at the last moment."""
    after = _side(ends.after, goal_id)
    return None if after is None else Sides(ends, goal_id, _side(ends.before, goal_id), after)


def difference(sides: Sides, read: Read, policies: Policies) -> dict[str, Any]:
    """All that is different, be it nothing."""
    found = _touched(sides)
    fields = found.told(_fields(sides))
    told = _milestones(sides, found)
    listed = {*touched.positions(fields), *(at for each in told for at in touched.positions(each["fields"]))}
    before = None if sides.before is None else _derived(sides.before)
    return {
        "goal_id": sides.goal_id,
        "title": sides.after.told["title"],
        "fields": fields,
        "milestones": told,
        "also": found.others(listed),
        "derived": {
            "before": before,
            "after": _derived(sides.after),
            "causes": {
                "readings": read.causes(sides.series),
                "retargets": [] if sides.passed is None else sides.passed.moved_at,
                "policies": policies.judging,
                "days": (sides.days.after.on - sides.days.before.on).days,
            },
        },
        "progress": progress.told(sides.days, sides.passed),
    }


def is_different(sides: Sides, told: dict[str, Any]) -> bool:
    """Whether there is anything to tell of what `difference` found. That days went by is nothing, of a goal that was
    active at neither moment."""
    if told["fields"] or told["milestones"] or told["also"]:
        return True
    before, after = told["derived"]["before"], told["derived"]["after"]
    if before is None or _is_active(sides.before) or _is_active(sides.after):
        return bool(before != after)
    return any(before[name] != after[name] for name in _DERIVED if name not in _BY_DAYS)


def _side(asking: Asking, goal_id: str) -> Side | None:
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    return None if found is None else Side(asking, goal_id, goals.decoded(found[0]), found[1])


def _is_active(side: Side | None) -> bool:
    return side is not None and side.view.goal.state is GoalState.ACTIVE


def _derived(side: Side) -> dict[str, Any]:
    return {name: side.told[name] for name in _DERIVED}


def _fields(sides: Sides) -> list[Fields]:
    was, now = sides.before, sides.after
    found = goal_fields.difference(now.asking.open_text, None if was is None else was.view, now.view)
    notice = None if was is None else was.told[NOTICE]
    return found if notice == now.told[NOTICE] else [*found, changed(NOTICE, notice, now.told[NOTICE])]


def _milestones(sides: Sides, found: Touched) -> list[dict[str, Any]]:
    was = {} if sides.before is None else sides.before.milestones
    told = []
    for name, now in sides.after.milestones.items():
        fields = milestone_fields.difference(sides.after.asking.open_text, was.get(name), now)
        if fields:
            title = sides.after.asking.open_text(now.title)
            told.append({"milestone_id": name, "title": title, "fields": found.told(fields, name)})
    return told


def _touched(sides: Sides) -> Touched:
    """A retarget that is not in force yet has changed what is announced, and one that came into force meanwhile has
    changed the fields, whenever it was recorded."""
    before = None if sides.before is None else (sides.before.recorded, sides.before.version)
    found = touched.of_goal_stream(sides.after.asking, sides.goal_id, before)
    if sides.passed is None:
        return found
    for position in sides.passed.moved_at:
        if not sides.ends.has(position):
            event = feed.at(sides.after.asking, position)
            assert isinstance(event.fact, GoalRetargeted)
            names = [each.field for each in changes(event.fact.before, event.fact.after)]
            found.came(event, [*names, NOTICE])
    found.announce(sides.passed.ahead, NOTICE)
    return found

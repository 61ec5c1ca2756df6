"""What was known at a position: the events, replayed in order from the first."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tests.oracle.oracle_definition import Definition, read, resolved

POLICY = {
    "approval": "none",
    "easing_notice_days": 0,
    "freeze_days": 0,
    "on_track": "0.9",
    "at_risk": "0.7",
    "grace_days": 7,
    "tz": "UTC",
}
LIVES = {"activated": "active", "paused": "paused", "resumed": "active", "archived": "archived"}


@dataclass(frozen=True)
class Event:
    position: int
    id: str
    stream: str
    type: str
    at: datetime
    actor: dict[str, str]
    data: Any


@dataclass(frozen=True)
class Reading:
    """One observed value, as it is believed now. `position` is where it was first told of."""

    id: str
    kpi_id: str
    series: int
    at: datetime
    value: Fraction
    position: int
    voided: bool = False


@dataclass(frozen=True)
class Version:
    """What was in force from a day; `n` is 0 before the goal was committed."""

    n: int
    effective_on: date
    definition: Definition


@dataclass(frozen=True)
class Life:
    on: date
    state: str
    outcome: str | None
    position: int


@dataclass
class Goal:
    id: str
    maturity: str
    definition: Definition
    container_id: str | None = None
    was_activated: bool = False
    committed: bool = False
    lives: list[Life] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    retargets: list[Event] = field(default_factory=list)
    milestones: dict[str, Any] = field(default_factory=dict)

    @property
    def counted(self) -> list[Version]:
        return [version for version in self.versions if version.n > 0]

    @property
    def state(self) -> str:
        return self.lives[-1].state if self.lives else "draft"

    def in_force(self, on: date) -> Definition:
        """By the last version recorded that is effective by the day; before all of them, the first."""
        counted = self.counted
        if not counted:
            return self.definition
        return next((each for each in reversed(counted) if each.effective_on <= on), counted[0]).definition

    def life(self, on: date) -> Life:
        return next((life for life in reversed(self.lives) if life.on <= on), Life(date.min, "draft", None, 0))


@dataclass
class Known:
    """The workspace at a position."""

    position: int = 0
    at: datetime | None = None
    policy: dict[str, Any] = field(default_factory=lambda: dict(POLICY))
    policies: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    measures: dict[tuple[str, int], Any] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)

    @property
    def policy_version(self) -> int:
        return len(self.policies) + 1


def replayed(events: Iterable[Event], position: int) -> Known:
    """What was known at that position."""
    known = Known()
    for event in events:
        if event.position <= position:
            known.position, known.at = event.position, event.at
            learn(known, event)
    return known


def learn(known: Known, event: Event) -> None:
    subject, what = event.type.split(".")[:2]
    if subject == "workspace" and what == "policy-changed":
        known.policy = event.data["policy"]
        known.policies.append((event.position, known.policy))
    elif subject == "kpi" and "measure" in event.data:
        known.measures[event.stream, event.data.get("series", 1)] = event.data["measure"]
    elif subject == "reading":
        learn_reading(known, event, what)
    elif subject in ("goal", "milestone"):
        learn_goal(known, event, what if subject == "goal" else event.type.removesuffix(".v1"))


def learn_reading(known: Known, event: Event, what: str) -> None:
    data, before = event.data, known.readings.get(event.stream)
    if what == "recorded":
        at = datetime.fromisoformat(data["observed_at"])
        value = Fraction(data["value"])
        known.readings[event.stream] = Reading(event.stream, data["kpi_id"], data["series"], at, value, event.position)
        return
    assert before is not None
    value = before.value if what == "voided" else Fraction(data["value"])
    known.readings[event.stream] = Reading(
        before.id, before.kpi_id, before.series, before.at, value, before.position, what == "voided"
    )


def learn_goal(known: Known, event: Event, what: str) -> None:
    data, tz = event.data, known.policy["tz"]
    if what == "created":
        definition = read(data["definition"], tz)
        known.goals[event.stream] = Goal(event.stream, data["maturity"], definition, data["container_id"])
    goal = known.goals[event.stream]
    goal.events.append(event)
    if what == "edited" and data.get("definition"):
        goal.definition = read(data["definition"], tz)
    if what == "moved":
        goal.container_id = data["container_id"]
    learn_definition(goal, event, what, tz)
    learn_life(goal, event, what)
    learn_milestone(goal, event, what)


def learn_definition(goal: Goal, event: Event, what: str, tz: str) -> None:
    data = event.data
    if what == "activated":
        goal.definition = read(data["definition"], tz)
        if not goal.was_activated:
            goal.committed = goal.maturity == "committed"
            goal.versions = [Version(int(goal.committed), date.fromisoformat(data["on"]), goal.definition)]
        goal.was_activated = True
    elif what == "committed":
        goal.committed = True
        goal.versions.append(Version(1, date.fromisoformat(data["on"]), goal.definition))
    elif what == "baseline-established":
        establish(goal, data, tz)
    elif what == "window-resolved":
        resettle(goal, read({**goal.definition.raw, "span": data["span"]}, tz))
    elif what == "retargeted":
        goal.definition = read(data["after"], tz)
        goal.retargets.append(event)
        n = goal.versions[-1].n + 1 if goal.committed else 0
        goal.versions.append(Version(n, date.fromisoformat(data["effective_on"]), goal.definition))


def establish(goal: Goal, data: Any, tz: str) -> None:
    """The baseline is known, and with it what every version by the same KPI waited for that had none."""
    direction = data.get("direction") or goal.definition.raw.get("direction")
    said = {**goal.definition.raw, "baseline": data["baseline"], "resolved": data["resolved"], "direction": direction}
    value = Fraction(data["baseline"]["value"])
    goal.versions = [
        Version(each.n, each.effective_on, filled_in(each.definition, value, goal.definition.kpi_id))
        for each in goal.versions
    ]
    resettle(goal, read(said, tz))


def filled_in(definition: Definition, baseline: Fraction, kpi_id: str | None) -> Definition:
    if definition.baseline is not None or definition.kpi_id != kpi_id:
        return definition
    known = replace(definition, baseline=baseline)
    if definition.low is not None or definition.authored is None:
        return known
    target = resolved(definition.authored, baseline)
    return replace(known, low=target, high=target)


def resettle(goal: Goal, definition: Definition) -> None:
    """The last version comes to a number, or to days: it is no other version."""
    goal.definition = definition
    if goal.versions:
        last = goal.versions[-1]
        goal.versions[-1] = Version(last.n, last.effective_on, definition)


def learn_life(goal: Goal, event: Event, what: str) -> None:
    state = LIVES.get(what)
    outcome = goal.lives[-1].outcome if what == "archived" and goal.lives else None
    if what in ("closed", "superseded"):
        state, outcome = "closed", event.data.get("outcome", "superseded")
    elif what == "reopened":
        state = "active" if goal.was_activated else "draft"
    if state is not None:
        goal.lives.append(Life(date.fromisoformat(event.data["on"]), state, outcome, event.position))


def learn_milestone(goal: Goal, event: Event, what: str) -> None:
    data = event.data
    if what == "milestone.added":
        goal.milestones[data["milestone_id"]] = data["due"]
    elif what == "milestone.rescheduled":
        goal.milestones[data["milestone_id"]] = data["after"]

"""What was told of one goal: its definitions, its states, whose it is and where."""

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.oracle_definition import ONE_DAY, Definition, read, resolved
from tests.oracle.oracle_events import Event, day_in
from tests.oracle.oracle_milestones import Milestone, learn_milestone

LIVES = {"activated": "active", "paused": "paused", "resumed": "active", "archived": "archived"}
PLACED = ("goal.created", "goal.moved", "goal.owner-changed")
SETTLED = ("goal.retarget-approved", "goal.retarget-rejected", "goal.retarget-withdrawn", "goal.proposal-lapsed")


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
    closed_on: date | None = None
    by_goal_id: str | None = None


DRAFTED = Life(date.min, "draft", None, 0)


@dataclass(eq=False)
class Goal:
    id: str
    maturity: str
    definition: Definition
    title: str
    created: Event
    tags: list[str] = field(default_factory=list)
    owner: str | None = None
    container_id: str | None = None
    was_activated: bool = False
    activated_on: date | None = None
    committed: bool = False
    committed_version: int | None = None
    lives: list[Life] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    retargets: list[Event] = field(default_factory=list)
    open_proposals: set[str] = field(default_factory=set)
    milestones: dict[str, Milestone] = field(default_factory=dict)
    places: list[tuple[Event, str | None, str | None]] = field(default_factory=list)

    @property
    def counted(self) -> list[Version]:
        return [version for version in self.versions if version.n > 0]

    @property
    def last_life(self) -> Life:
        return self.lives[-1] if self.lives else DRAFTED

    @property
    def state(self) -> str:
        return self.last_life.state

    def placed(self, tz: str, day: date | None) -> tuple[str | None, str | None]:
        """Its container and its owner; on a day that was named as recorded by then, or else as it was created."""
        found = [each for each in self.places[1:] if day is None or day_in(tz, each[0].at) <= day]
        _, container_id, owner = found[-1] if found else self.places[0]
        return container_id, owner

    def in_force(self, on: date) -> Definition:
        """By the last version recorded that is effective by the day; before all of them, the first."""
        counted = self.counted
        if not counted:
            return self.definition
        return next((each for each in reversed(counted) if each.effective_on <= on), counted[0]).definition

    def life(self, on: date) -> Life:
        return next((life for life in reversed(self.lives) if life.on <= on), DRAFTED)

    def was(self, state: str, day: date) -> bool:
        """Whether it was so for a part of the day: when that began, or from some moment of it on."""
        began = [life for n, life in enumerate(self.lives) if life.on == day and not is_overtaken(self.lives[n:])]
        return state in (self.life(day - ONE_DAY).state, *(life.state for life in began))


def is_overtaken(lives: list[Life]) -> bool:
    """Whether something recorded later tells of a day before the first of these."""
    return any(later.on < lives[0].on for later in lives)


def learn_goal(goals: dict[str, Goal], event: Event, tz: str) -> None:
    """One more event of a goal, or of a milestone of it. `tz` are the workspace's days."""
    data = event.data
    if event.what == "goal.created":
        said = data["description"]
        definition = read(data["definition"], tz)
        goals[event.stream] = Goal(event.stream, data["maturity"], definition, said["title"], event)
        goals[event.stream].owner, goals[event.stream].container_id = data["owner"], data["container_id"]
        goals[event.stream].tags = said.get("tags", [])
    goal = goals[event.stream]
    goal.events.append(event)
    if event.what == "goal.edited":
        learn_words(goal, data, tz)
    elif event.what == "goal.moved":
        goal.container_id = data["container_id"]
    elif event.what == "goal.owner-changed":
        goal.owner = data["owner"]
    if event.what in PLACED:
        goal.places.append((event, goal.container_id, goal.owner))
    learn_definition(goal, event, tz)
    learn_life(goal, event)
    learn_proposals(goal, event)
    learn_milestone(goal.milestones, event)


def learn_words(goal: Goal, data: Any, tz: str) -> None:
    if data.get("description"):
        goal.title, goal.tags = data["description"]["title"], data["description"].get("tags", [])
    if data.get("definition"):
        goal.definition = read(data["definition"], tz)


def learn_definition(goal: Goal, event: Event, tz: str) -> None:
    data = event.data
    if event.what == "goal.activated":
        learn_beginning(goal, event, tz)
    elif event.what == "goal.committed":
        goal.committed, goal.committed_version, goal.maturity = True, len(goal.events), "committed"
        goal.versions.append(Version(1, date.fromisoformat(data["on"]), goal.definition))
    elif event.what == "goal.baseline-established":
        establish(goal, data, tz)
    elif event.what == "goal.window-resolved":
        resettle(goal, read({**goal.definition.raw, "span": data["span"]}, tz))
    elif event.what == "goal.retargeted":
        goal.definition = read(data["after"], tz)
        goal.retargets.append(event)
        n = goal.versions[-1].n + 1 if goal.committed else 0
        goal.versions.append(Version(n, date.fromisoformat(data["effective_on"]), goal.definition))


def learn_beginning(goal: Goal, event: Event, tz: str) -> None:
    goal.definition = read(event.data["definition"], tz)
    goal.activated_on = date.fromisoformat(event.data["on"])
    goal.was_activated = True
    goal.committed = goal.maturity == "committed"
    goal.committed_version = len(goal.events) if goal.committed else None
    goal.versions = [Version(int(goal.committed), goal.activated_on, goal.definition)]


def establish(goal: Goal, data: Any, tz: str) -> None:
    """The baseline is known, and with it what every version by the same KPI waited for that had none."""
    direction = data.get("direction") or goal.definition.raw.get("direction")
    said = {**goal.definition.raw, "baseline": data["baseline"], "resolved": data["resolved"], "direction": direction}
    value = Fraction(data["baseline"]["value"])
    goal.versions = [
        Version(each.n, each.effective_on, filled_in(each.definition, value, goal.definition, data["baseline"]))
        for each in goal.versions
    ]
    resettle(goal, read(said, tz))


def filled_in(definition: Definition, baseline: Fraction, by: Definition, said: Any) -> Definition:
    if definition.baseline is not None or (definition.kpi_id, definition.series) != (by.kpi_id, by.series):
        return definition
    known = replace(definition, baseline=baseline, raw={**definition.raw, "baseline": said})
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


def learn_life(goal: Goal, event: Event) -> None:
    subject, what = event.what.split(".")
    if subject != "goal":
        return
    last, data = goal.last_life, event.data
    if what in LIVES:
        kept = last if what == "archived" else DRAFTED
        life = (LIVES[what], kept.outcome, kept.closed_on, kept.by_goal_id)
    elif what in ("closed", "superseded"):
        outcome = data.get("outcome", "superseded")
        life = ("closed", outcome, date.fromisoformat(data["on"]), data.get("by_goal_id"))
    elif what == "reopened":
        life = ("active" if goal.was_activated else "draft", None, None, None)
    else:
        return
    state, outcome, closed_on, by_goal_id = life
    goal.lives.append(Life(date.fromisoformat(data["on"]), state, outcome, event.position, closed_on, by_goal_id))


def learn_proposals(goal: Goal, event: Event) -> None:
    if event.what == "goal.retarget-proposed":
        goal.open_proposals.add(event.data["proposal_id"])
    elif event.what in SETTLED:
        goal.open_proposals.discard(event.data["proposal_id"])

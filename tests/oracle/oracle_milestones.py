"""How does a milestone stand, and what became of the day it was due?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.oracle_definition import clamped, plain, shown
from tests.oracle.oracle_events import Event, day_in


@dataclass(frozen=True)
class Entry:
    """Some of it, done on a day."""

    on: date
    amount: Fraction | None
    stage: str | None
    position: int


@dataclass
class Milestone:
    """`dues` are the days it was said to be due, None where the goal's window ends it, each with its event; `told_of`
    are the events that completed, reopened, rescoped or dropped it."""

    id: str
    title: str
    shape: dict[str, Any]
    dues: list[tuple[date | None, Event]]
    state: str = "planned"
    entries: list[Entry] = field(default_factory=list)
    completed_on: date | None = None
    told_of: list[Event] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def told(self) -> Event | None:
        return self.told_of[-1] if self.told_of else None

    @property
    def due(self) -> date | None:
        return self.dues[-1][0]

    def done(self, on: date) -> bool:
        return self.state == "done" and self.completed_on is not None and self.completed_on <= on

    def state_on(self, on: date) -> str:
        """What was completed later was under way."""
        if self.state == "dropped" or self.done(on):
            return self.state
        return "in_progress" if any(entry.on <= on for entry in self.entries) else "planned"


TOLD = ("milestone.completed", "milestone.reopened", "milestone.dropped", "milestone.rescoped")


def learn_milestone(milestones: dict[str, Milestone], event: Event) -> None:
    if not event.what.startswith("milestone."):
        return
    data = event.data
    if event.what == "milestone.added":
        added = Milestone(data["milestone_id"], data["title"], data["shape"], [(day(data.get("due")), event)])
        milestones[added.id] = added
        added.events.append(event)
        return
    known = milestones[data["milestone_id"]]
    known.events.append(event)
    if event.what == "milestone.edited":
        known.title = data["title"]
    elif event.what == "milestone.rescheduled":
        known.dues.append((day(data["after"]), event))
    elif event.what == "milestone.progressed":
        learn_entry(known, event)
    elif event.what in TOLD:
        known.told_of.append(event)
        learn_ending(known, event)


def learn_entry(known: Milestone, event: Event) -> None:
    data = event.data
    amount = None if data["amount"] is None else Fraction(data["amount"])
    known.entries.append(Entry(date.fromisoformat(data["effective_on"]), amount, data["stage"], event.position))
    if known.state == "planned":
        known.state = "in_progress"


def learn_ending(known: Milestone, event: Event) -> None:
    if event.what == "milestone.completed":
        known.state, known.completed_on = "done", date.fromisoformat(event.data["effective_on"])
    elif event.what == "milestone.reopened":
        known.state, known.completed_on = "in_progress" if known.entries else "planned", None
    elif event.what == "milestone.dropped":
        known.state = "dropped"
    else:
        known.shape = event.data["after"]


def day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)


def share(milestone: Milestone, on: date) -> Fraction | None:
    """How much of it was done by the end of the day; None while nobody knows of how much."""
    shape, known = milestone.shape, [entry for entry in milestone.entries if entry.on <= on]
    if shape["kind"] == "deliverable":
        return Fraction(milestone.done(on))
    if shape["kind"] == "counted":
        required = shape.get("required_count")
        amounts = sum((entry.amount for entry in known if entry.amount is not None), Fraction(0))
        return None if required is None else amounts / Fraction(required)
    weights = {stage["name"]: Fraction(stage.get("weight", "1")) for stage in shape["stages"]}
    done = {entry.stage for entry in known}
    return sum((weight for name, weight in weights.items() if name in done), Fraction(0)) / sum(weights.values())


def completion(milestones: Sequence[Milestone], on: date) -> dict[str, Any]:
    """Of those that were not dropped: what is done counts as all of it, what nobody knows as nothing."""
    kept = [each for each in milestones if each.state != "dropped"]
    shares = [Fraction(1) if each.done(on) else clamped(share(each, on) or Fraction(0)) for each in kept]
    return {
        "done": sum(each.done(on) for each in kept),
        "total": len(kept),
        "completion": shown(sum(shares, Fraction(0)) / len(kept)) if kept else None,
    }


def told(milestone: Milestone, *, end: date | None, on: date) -> dict[str, Any]:
    """`end` is the last day of the goal's window."""
    state, due = milestone.state_on(on), milestone.due or end
    return {
        "id": milestone.id,
        "title": milestone.title,
        "kind": milestone.shape["kind"],
        "state": state,
        "due": written(due),
        "due_authored": written(milestone.due),
        "overdue": due is not None and due < on and state not in ("done", "dropped"),
        "share": shown(share(milestone, on)),
        "entries": [
            (entry.on.isoformat(), plain(entry.amount), entry.stage, entry.position)
            for entry in milestone.entries
            if entry.on <= on
        ],
        "completed_on": written(milestone.completed_on) if state == "done" else None,
        "told": [event.position for event in milestone.told_of][-1:],
    }


def then(milestone: Milestone, tz: str, day: date) -> Milestone:
    """As it was on a day that was named; one that was added only later as it was added, called as it is now."""
    added, *later = milestone.events
    found: dict[str, Milestone] = {}
    for event in (added, *(event for event in later if is_by(event, tz, day))):
        learn_milestone(found, event)
    return found[milestone.id]


def is_by(event: Event, tz: str, day: date) -> bool:
    """What is done has a day of its own, and words are none; all else took effect when it was recorded."""
    if event.what in ("milestone.edited", "milestone.progressed"):
        return True
    if event.what == "milestone.completed":
        return bool(event.data["effective_on"] <= day.isoformat())
    return day_in(tz, event.at) <= day


def written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

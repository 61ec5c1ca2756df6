"""What was known at a position: the events, replayed in order from the first."""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tests.oracle.oracle_events import Event, Log, day_in, once
from tests.oracle.oracle_goals import Goal, learn_goal

POLICY = {
    "approval": "none",
    "easing_notice_days": 0,
    "freeze_days": 0,
    "on_track": "0.9",
    "at_risk": "0.7",
    "grace_days": 7,
    "fiscal_year_start": 1,
    "tz": "UTC",
}


@dataclass(frozen=True)
class Reading:
    """One observed value, as it is believed now. `position` is where it was first told of, `events` all there are."""

    id: str
    kpi_id: str
    series: int
    at: datetime
    value: Fraction
    position: int
    events: tuple[Event, ...]
    voided: bool = False


@dataclass
class Kpi:
    """`measures` are those of its series, the last one is read now."""

    key: str
    measures: list[Any]

    @property
    def series(self) -> int:
        return len(self.measures)


@dataclass
class Container:
    id: str
    name: str
    kind: str
    parent_id: str | None
    limit: int | None
    opened_at: datetime
    archived: bool = False
    version: int = 1
    parents: list[tuple[datetime, str | None]] = field(default_factory=list)

    def parent(self, tz: str, day: date | None) -> str | None:
        """What it is under; on a day that was named as recorded by then, or else as it was opened."""
        found = [parent_id for at, parent_id in self.parents[1:] if day is None or day_in(tz, at) <= day]
        return found[-1] if found else self.parents[0][1]


@dataclass(eq=False)
class Known:
    """The workspace at a position."""

    position: int = 0
    at: datetime | None = None
    policy: dict[str, Any] = field(default_factory=lambda: dict(POLICY))
    policies: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    kpis: dict[str, Kpi] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    containers: dict[str, Container] = field(default_factory=dict)
    remembered: dict[Any, Any] = field(default_factory=dict)

    @property
    def policy_version(self) -> int:
        return len(self.policies) + 1

    @property
    def tz(self) -> str:
        return str(self.policy["tz"])

    def measure(self, kpi_id: str | None, series: int | None) -> Any:
        """None where there is none such."""
        kpi = self.kpis.get(kpi_id or "")
        return None if kpi is None or series is None else kpi.measures[series - 1]


@once
def replayed(events: Log, position: int) -> Known:
    """What was known at that position."""
    known = Known()
    for event in events[:position]:
        known.position, known.at = event.position, event.at
        learn(known, event)
    return known


def learn(known: Known, event: Event) -> None:
    subject, what = event.what.split(".")
    if subject == "workspace" and what == "policy-changed":
        known.policy = event.data["policy"]
        known.policies.append((event.position, known.policy))
    elif subject == "kpi":
        learn_kpi(known, event, what)
    elif subject == "reading":
        learn_reading(known, event, what)
    elif subject == "container":
        learn_container(known, event, what)
    elif subject in ("goal", "milestone"):
        learn_goal(known.goals, event, known.tz)


def learn_kpi(known: Known, event: Event, what: str) -> None:
    if what == "defined":
        known.kpis[event.stream] = Kpi(event.data["key"], [event.data["measure"]])
    elif what == "redefined":
        known.kpis[event.stream].measures.append(event.data["measure"])


def learn_reading(known: Known, event: Event, what: str) -> None:
    data, before = event.data, known.readings.get(event.stream)
    if what == "recorded":
        at = datetime.fromisoformat(data["observed_at"])
        value = Fraction(data["value"])
        known.readings[event.stream] = Reading(
            event.stream, data["kpi_id"], data["series"], at, value, event.position, (event,)
        )
        return
    assert before is not None
    value = before.value if what == "voided" else Fraction(data["value"])
    told = (*before.events, event)
    known.readings[event.stream] = Reading(
        before.id, before.kpi_id, before.series, before.at, value, before.position, told, what == "voided"
    )


def learn_container(known: Known, event: Event, what: str) -> None:
    data = event.data
    if what == "opened":
        known.containers[event.stream] = Container(
            event.stream, data["name"], data["kind"], data["parent_id"], data["max_active_goals"], event.at
        )
        known.containers[event.stream].parents.append((event.at, data["parent_id"]))
        return
    container = known.containers[event.stream]
    container.version += 1
    if what == "renamed":
        container.name = data["name"]
    elif what == "limited":
        container.limit = data["max_active_goals"]
    elif what == "moved":
        container.parent_id = data["parent_id"]
        container.parents.append((event.at, container.parent_id))
    elif what == "archived":
        container.archived = True

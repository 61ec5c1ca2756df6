"""What did one event change, field by field, and who says why?"""

from typing import Any

from goals.container.facts import ContainerFact
from goals.facts import Event
from goals.goal.facts import Commented, FlagAcknowledged, GoalFact
from goals.instants import from_us
from goals.kpi.facts import KpiFact
from goals.milestone.facts import MilestoneFact
from goals.quantity import plain
from goals.reading.facts import ReadingFact, ReadingRecorded, ReadingVoided
from goals.subject.facts import HoldPlaced, HoldReleased, SubjectErased, SubjectFact
from goals.workspace.facts import PeriodReviewed, WorkspaceFact
from projections import containers, goals, kpis, readings, workspaces
from projections.answers import forms, told
from projections.answers.asking import Asking
from projections.answers.fields import container, goal, kpi, milestone, workspace
from projections.answers.fields.fields import Fields, changed
from projections.answers.told import public_type
from projections.goals import View
from projections.readings import readings as table

SAID_OF_SUBJECTS = {SubjectErased: "erased", HoldPlaced: "hold_placed", HoldReleased: "hold_released"}
_PLACES = ("goal_id", "milestone_id", "kpi_id", "container_id", "observed_at")
_COLUMNS = tuple(column.name for column in table.c)


def what_changed(asking: Asking, event: Event) -> dict[str, Any]:
    """An event with who recorded it, when and why, and the fields it changed, before and after it alone.

    What was only said (a comment, an acknowledgement, a review) is a field that was null before.
    """
    about, changes = _changes(asking, event)
    return {
        **caused(asking, event),
        "subject": event.stream_id,
        **dict.fromkeys(_PLACES),
        **about,
        "effective_at": forms.instant(event.envelope.effective_at),
        "on_behalf_of": event.envelope.asked.on_behalf_of,
        "changes": changes,
    }


def caused(asking: Asking, event: Event) -> dict[str, Any]:
    """An event as the cause of a difference: who recorded it, when, and why."""
    fact: Any = event.fact
    code = getattr(fact, "reason_code", None)
    return {
        "position": event.position,
        "event_id": event.envelope.event_id,
        "type": public_type(event.topic),
        "recorded_at": forms.instant(event.recorded_at),
        "actor": forms.struct(event.envelope.asked.actor),
        "reason_code": None if code is None else code.value,
        "reason": asking.open_text(getattr(fact, "reason", None)),
    }


def of_goal(asking: Asking, before: View | None, event: Event) -> tuple[View | None, list[Fields]]:
    """The goal after an event of its own or of one of its milestones, and the fields this changed: the milestone's,
    where it is of one. A goal that does not begin with its creation is none."""
    if before is None and event.version > 1:
        return None, []
    after = goals.evolve(before, event)
    if not isinstance(event.fact, MilestoneFact):
        return after, [*goal.difference(asking.open_text, before, after), *_only_said(asking, event)]
    name = event.fact.milestone_id
    was = None if before is None else before.goal.milestones.get(name)
    return after, milestone.difference(asking.open_text, was, after.goal.milestones.get(name))


def _changes(asking: Asking, event: Event) -> tuple[dict[str, Any], list[Fields]]:
    """What the event is about, and what it changed there."""
    fact = event.fact
    match fact:
        case _ if isinstance(fact, ReadingFact):
            return _of_reading(asking, event, fact)
        case _ if isinstance(fact, GoalFact | MilestoneFact):
            return _of_goal(asking, event)
        case _ if isinstance(fact, KpiFact):
            return {"kpi_id": event.stream_id}, _of_kpi(asking, event)
        case _ if isinstance(fact, ContainerFact):
            return {"container_id": event.stream_id}, _of_container(asking, event)
        case _ if isinstance(fact, SubjectFact):
            return {}, [changed(SAID_OF_SUBJECTS[type(fact)], None, told.fact(asking, fact))]
        case _:
            assert isinstance(fact, WorkspaceFact)
            return {}, _of_workspace(asking, event)


def _of_goal(asking: Asking, event: Event) -> tuple[dict[str, Any], list[Fields]]:
    found = goals.versions.at(asking.rows, asking.workspace_id, event.stream_id, event.position - 1)
    before = None if found is None else goals.decoded(found[0])
    _, changes = of_goal(asking, before, event)
    about = {"milestone_id": event.fact.milestone_id} if isinstance(event.fact, MilestoneFact) else {}
    if isinstance(event.fact, Commented):
        changes = [each for each in changes if each["field"] != "comments"]
    return {"goal_id": event.stream_id, **about}, changes


def _only_said(asking: Asking, event: Event) -> list[Fields]:
    match event.fact:
        case Commented(text=text):
            return [changed("comment", None, asking.open_text(text))]
        case FlagAcknowledged() as acknowledged:
            return [changed("acknowledgement", None, told.fact(asking, acknowledged))]
        case PeriodReviewed() as reviewed:
            return [changed("signed_off", None, told.fact(asking, reviewed))]
        case _:
            return []


def _of_reading(asking: Asking, event: Event, fact: ReadingFact) -> tuple[dict[str, Any], list[Fields]]:
    if isinstance(fact, ReadingRecorded):
        about = {"kpi_id": fact.kpi_id, "observed_at": forms.instant(fact.observed_at)}
        return about, [changed("value", None, plain(fact.value))]
    row = asking.rows.one(
        readings.VERSION, workspace_id=asking.workspace_id, reading_id=event.stream_id, version=event.version - 1
    )
    if row is None:
        return {"kpi_id": fact.kpi_id}, []
    was = dict(zip(_COLUMNS, row, strict=True))
    before = None if was["voided"] else was["value"]
    after = None if isinstance(fact, ReadingVoided) else plain(fact.value)
    observed_at = forms.instant(from_us(was["observed_at"]))
    return {"kpi_id": fact.kpi_id, "observed_at": observed_at}, [changed("value", before, after)]


def _of_kpi(asking: Asking, event: Event) -> list[Fields]:
    before = kpis.view_at(asking.rows, asking.workspace_id, event.stream_id, event.position - 1)
    if before is None and event.version > 1:
        return []
    return kpi.difference(asking.open_text, before, kpis.evolve(before, event))


def _of_container(asking: Asking, event: Event) -> list[Fields]:
    before = containers.view_at(asking.rows, asking.workspace_id, event.stream_id, event.position - 1)
    if before is None and event.version > 1:
        return []
    return container.difference(asking.open_text, before, containers.evolve(before, event))


def _of_workspace(asking: Asking, event: Event) -> list[Fields]:
    before = workspaces.view_at(asking.rows, asking.workspace_id, event.position - 1)
    if before is None and event.version > 1:
        return []
    after = workspaces.evolve(before, event)
    return [*workspace.difference(asking.open_text, before, after), *_only_said(asking, event)]

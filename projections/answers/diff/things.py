"""Which containers or KPIs came, went or changed, and by which events?"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from goals.facts import Event
from projections import containers, kpis, workspaces
from projections.answers.asking import Asking
from projections.answers.diff import touched
from projections.answers.diff.ends import Ends
from projections.answers.fields import container as container_fields
from projections.answers.fields import kpi as kpi_fields
from projections.answers.fields import workspace as workspace_fields
from projections.answers.fields.fields import Fields
from projections.versioned import Versions


class Change(StrEnum):
    """Between two moments a thing came, or went, or was there at both and changed."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"


@dataclass(frozen=True)
class Kind:
    """How things of one kind are kept, read, and told apart."""

    versions: Versions
    decoded: Callable[[str], Any]
    evolve: Callable[[Any, Event], Any]
    difference: Callable[..., list[Fields]]


CONTAINER = Kind(containers.versions, containers.decoded, containers.evolve, container_fields.difference)
KPI = Kind(kpis.versions, kpis.decoded, kpis.evolve, kpi_fields.difference)
WORKSPACE = Kind(workspaces.versions, workspaces.decoded, workspaces.evolve, workspace_fields.difference)


def fields(ends: Ends, kind: Kind, identity: str) -> list[Fields]:
    """What is different about one, each field with the events that changed it."""
    was, now = _at(ends.before, kind, identity), _at(ends.after, kind, identity)
    if now is None or (was is not None and was[1] == now[1]):
        return []
    found = touched.of_stream(ends.after, identity, was, evolve=kind.evolve, differing=kind.difference)
    state = None if was is None else was[0]
    return found.told(kind.difference(ends.after.open_text, state, now[0]))


def changed(ends: Ends, kind: Kind, was: Iterable[str], now: Iterable[str]) -> list[tuple[str, Change, list[Fields]]]:
    """Of the things there `was` and there are `now`, those that came, went or changed: the id, which of these, and what
    is different."""
    firsts, lasts = set(was), set(now)
    found = [(each, change_of(each, firsts, lasts), fields(ends, kind, each)) for each in sorted(firsts | lasts)]
    return [each for each in found if each[1] is not Change.CHANGED or each[2]]


def change_of(each: str, firsts: Collection[str], lasts: Collection[str]) -> Change:
    if each not in firsts:
        return Change.CAME
    return Change.CHANGED if each in lasts else Change.WENT


def _at(asking: Asking, kind: Kind, identity: str) -> tuple[Any, int] | None:
    found = kind.versions.at(asking.rows, asking.workspace_id, identity, asking.position)
    return None if found is None else (kind.decoded(found[0]), found[1])

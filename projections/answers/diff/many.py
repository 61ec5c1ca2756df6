"""What is different about a container and its goals, or about all that is in the workspace?"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, select

from goals.database import Prepared
from projections import containers, goals, kpis
from projections.answers.asking import Asking
from projections.answers.assembled import in_container
from projections.answers.diff import ends as of_ends
from projections.answers.diff import goal, readings, rollup, things
from projections.answers.diff.ends import Ends, ends_of
from projections.answers.diff.goal import Sides
from projections.answers.diff.policies import Policies, policies_of
from projections.answers.diff.readings import Read
from projections.answers.marks import Mark
from projections.answers.periods import position_by
from projections.answers.scope import Scope


def _there(table: Table) -> Prepared:
    return Prepared(
        select(table.c.id).where(
            table.c.workspace_id == bindparam("workspace_id"),
            table.c.from_position <= bindparam("position"),
            table.c.to_position > bindparam("position"),
        )
    )


GOALS, CONTAINERS, KPIS = _there(goals.goals), _there(containers.containers), _there(kpis.kpis)


def of_container(
    asking: Asking, container_id: str, first: Mark, last: Mark | None, *, nested: bool
) -> dict[str, Any] | None:
    """None if there was no such container at the last moment. Raises what `ends_of` does."""
    ends = ends_of(asking, first, last)
    if containers.view_at(asking.rows, asking.workspace_id, container_id, ends.after.position) is None:
        return None
    was, now = (_below(each, container_id, nested=nested) for each in (ends.before, ends.after))
    were, are = (_in(each, container_id, nested=nested) for each in (ends.before, ends.after))
    return {
        "container_id": container_id,
        "nested": nested,
        "fields": things.fields(ends, things.CONTAINER, container_id),
        "containers": _containers(ends, was, now),
        **_goals(ends, were, are),
        **of_ends.told(asking, ends),
    }


def of_workspace(asking: Asking, first: Mark, last: Mark | None) -> dict[str, Any]:
    """Raises what `ends_of` does."""
    ends = ends_of(asking, first, last)
    return {
        "fields": things.fields(ends, things.WORKSPACE, asking.workspace_id),
        "kpis": _kpis(ends),
        "containers": _containers(ends, _all(ends.before, CONTAINERS), _all(ends.after, CONTAINERS)),
        **_goals(ends, _all(ends.before, GOALS), _all(ends.after, GOALS)),
        **of_ends.told(asking, ends),
    }


def _all(asking: Asking, there: Prepared) -> set[str]:
    return {row[0] for row in asking.rows.all(there, workspace_id=asking.workspace_id, position=asking.position)}


def _below(asking: Asking, container_id: str, *, nested: bool) -> list[str]:
    by = position_by(asking, asking.on) if asking.is_on_given else asking.position
    found = containers.below_by if nested else containers.children_by
    return found(asking.rows, asking.workspace_id, container_id, by=by, position=asking.position)


def _in(asking: Asking, container_id: str, *, nested: bool) -> set[str]:
    found = Scope(container_id=container_id).goals(asking) if nested else in_container(asking, container_id)
    return {goal_id for goal_id, _ in found}


def _containers(ends: Ends, was: Collection[str], now: Collection[str]) -> list[dict[str, Any]]:
    return [
        {"container_id": name, "name": _container_name(ends, name), "change": change.value, "fields": fields}
        for name, change, fields in things.changed(ends, things.CONTAINER, was, now)
    ]


def _container_name(ends: Ends, container_id: str) -> str | None:
    asking = ends.after
    view = containers.view_at(asking.rows, asking.workspace_id, container_id, asking.position)
    return None if view is None else asking.open_text(view.container.name)


def _kpis(ends: Ends) -> list[dict[str, Any]]:
    asking = ends.after
    changed = things.changed(ends, things.KPI, _all(ends.before, KPIS), _all(asking, KPIS))
    found = {name: kpis.kpi_at(asking.rows, asking.workspace_id, name, asking.position) for name, _, _ in changed}
    return [
        {"kpi_id": name, "key": kpi.key, "change": change.value, "fields": fields}
        for name, change, fields in changed
        if (kpi := found[name]) is not None
    ]


def _goals(ends: Ends, was: Collection[str], now: Collection[str]) -> dict[str, Any]:
    """The goals that came, went or changed, and what this did to their common progress."""
    found = {name: goal.sides_of(ends, name) for name in sorted({*was, *now})}
    there = {name: sides for name, sides in found.items() if sides is not None}
    policies, read = policies_of(ends), readings.of_all(ends)
    return {
        "goals": _changed(there, was, now, read, policies),
        "policies": policies.told,
        "readings": read.counted({series for sides in there.values() for series in sides.series}),
        "rollup": rollup.told(ends, there, was, now),
    }


def _changed(
    there: Mapping[str, Sides], was: Collection[str], now: Collection[str], read: Read, policies: Policies
) -> list[dict[str, Any]]:
    found = []
    for name, sides in there.items():
        change, told = things.change_of(name, was, now), goal.difference(sides, read, policies)
        if change is not things.Change.CHANGED or goal.is_different(sides, told):
            found.append({"change": change.value, **told})
    return found

"""Whose events belong to what is replayed?"""

from collections.abc import Collection
from dataclasses import dataclass

from goals.goal.state import Goal
from projections.answers.asking import Asking
from projections.answers.assembled import Assembled
from projections.answers.scope import Scope
from projections.answers.within import containers_with


@dataclass(frozen=True, slots=True)
class Members:
    """The streams of goals with their milestones, of containers, of the workspace; and the KPIs, whose readings have
    streams of their own. None: all there are."""

    streams: Collection[str] | None
    kpis: Collection[str]

    def has(self, stream_id: str, kpi_id: str | None) -> bool:
        if self.streams is None:
            return True
        return (stream_id if kpi_id is None else kpi_id) in (self.streams if kpi_id is None else self.kpis)

    def and_those_of(self, others: "Members") -> "Members":
        if self.streams is None or others.streams is None:
            return ALL
        return Members({*self.streams, *others.streams}, {*self.kpis, *others.kpis})


ALL = Members(None, frozenset())


def members_of(asking: Asking, scope: Scope, found: Assembled) -> Members:
    """Of goals as they stand at the position of the question, the KPIs they are measured by, and what they are in."""
    if scope == Scope():
        return ALL
    kpis = {kpi_id for _, view in found for kpi_id in kpis_of(view.goal)}
    containers = {view.goal.container_id for _, view in found} - {None}
    within = () if scope.container_id is None else containers_with(asking, scope.container_id) or ()
    streams = {asking.workspace_id, *(goal_id for goal_id, _ in found), *kpis, *containers, *within}
    return Members(frozenset(each for each in streams if each is not None), frozenset(kpis))


def kpis_of(goal: Goal) -> set[str]:
    """By which it is measured, and was when it was committed."""
    definitions = (goal.definition, goal.original)
    return {each.kpi_id for each in definitions if each is not None and each.kpi_id is not None}

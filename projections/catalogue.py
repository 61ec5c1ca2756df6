"""The read models there are, and how facts reach them."""

from collections.abc import Callable, Sequence
from typing import get_args

from goals.container.facts import ContainerFact
from goals.database import Rows
from goals.facts import Event
from goals.goal.facts import FlagAcknowledged, GoalFact, GoalRetargeted
from goals.goal.proposal import ProposalFact
from goals.kpi.facts import KpiFact
from goals.milestone.facts import MilestoneFact
from goals.reading.facts import ReadingFact
from goals.subject.facts import SubjectFact
from goals.workspace.facts import PeriodReviewed, WorkspaceFact
from projections import (
    acknowledgements,
    alignments,
    containers,
    flags,
    goals,
    happenings,
    kpis,
    milestones,
    proposals,
    readings,
    retargets,
    reviews,
    said,
    subjects,
    trail,
    versions,
    workspaces,
)
from projections.tables import read_models

__all__ = ["READ_MODELS", "project", "read_models"]

Projector = Callable[[Rows, str, Sequence[Event]], None]

_OF_GOALS = frozenset((*get_args(GoalFact), *get_args(MilestoneFact)))
_OF_SUBJECTS = frozenset(get_args(SubjectFact))
_NO_READINGS = frozenset(
    (*get_args(WorkspaceFact), *get_args(ContainerFact), *get_args(KpiFact), *_OF_SUBJECTS, *_OF_GOALS)
)
_PROPOSING = frozenset((*get_args(ProposalFact), GoalRetargeted))
_SAID: frozenset[type] = frozenset(said.KINDS)
READ_MODELS: tuple[tuple[frozenset[type], Projector], ...] = (
    (frozenset(get_args(ReadingFact)), readings.project),
    (frozenset(get_args(WorkspaceFact)), workspaces.project),
    (frozenset({PeriodReviewed}), reviews.project),
    (frozenset(get_args(ContainerFact)), containers.project),
    (frozenset(get_args(KpiFact)), kpis.project),
    (_OF_SUBJECTS, subjects.project),
    (_OF_GOALS, goals.project),
    (_OF_GOALS, alignments.project),
    (_OF_GOALS, versions.project),
    (_OF_GOALS, milestones.project),
    (_SAID, said.project),
    (frozenset({FlagAcknowledged}), acknowledgements.project),
    (frozenset({GoalRetargeted}), retargets.project),
    (_PROPOSING, proposals.project),
    (_OF_GOALS, trail.project),
    (_OF_GOALS, flags.project),
    (_NO_READINGS, happenings.project),
)
"""Whose facts each model is filled from, in the order in which they are filled: the trail asks the others, and the
flags ask the trail."""


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring every read model up to date with events, in the order of their positions."""
    typed = [(type(event.fact), event) for event in events]
    kinds = {kind for kind, _ in typed}
    for theirs, fill in READ_MODELS:
        if theirs.issuperset(kinds):
            fill(rows, workspace_id, events)
        elif not theirs.isdisjoint(kinds):
            fill(rows, workspace_id, [event for kind, event in typed if kind in theirs])

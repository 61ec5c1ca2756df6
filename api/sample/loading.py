"""Loading the sample through the front door: commands, each decided, recorded and projected as any other."""

from collections.abc import Callable
from datetime import UTC, datetime

from api.sample import story, uk
from api.sample.steps import Observations, Step
from goals.errors import GoalpostError
from goals.facts import Actor, Asked, Source
from goals.hub import Hub, NameTaken
from goals.reading.intake import prepare
from goals.vocabulary import ActorType, WorkspaceKind
from goals.writing import Writing

SAMPLE = "sample"
UK = "uk-net-zero"
NAMES = (SAMPLE, UK)
NOW = datetime(2023, 12, 31, 18, tzinfo=UTC)
"""Where the story's clock stands when it is told."""
OPENING = 1

Told = Callable[[int, int], None]


class StepRefused(GoalpostError):
    """A step of the story was not taken as it was told."""


def load(hub: Hub, *, told: Told = lambda done, of: None) -> int:
    """How many workspaces were filled: 0 if the sample was there. Each is filled in one transaction, or not at all."""
    return _filled(hub, SAMPLE, WorkspaceKind.TEST, lambda writing: _tell(writing, told)) + _filled(
        hub, UK, WorkspaceKind.LIVE, uk.tell
    )


def _filled(hub: Hub, name: str, kind: WorkspaceKind, fill: Callable[[Writing], None]) -> bool:
    """Whether it was filled now: a workspace of which more than its opening is known stays as it is."""

    def work(writing: Writing) -> bool:
        if writing.position > OPENING:
            return False
        fill(writing)
        return True

    return hub.write(_opened(hub, name, kind), work)


def _opened(hub: Hub, name: str, kind: WorkspaceKind) -> str:
    asked = Asked(actor=Actor(type=ActorType.SYSTEM, id="sample"), source=Source(channel="sample"))
    try:
        return hub.open_workspace(name=name, kind=kind, asked=asked)
    except NameTaken:
        return hub.workspace_named(name)[0]


def _tell(writing: Writing, told: Told) -> None:
    steps = story.steps(writing.workspace_id)
    for done, step in enumerate(steps, start=1):
        take(writing, step)
        told(done, len(steps))
    writing.move_clock(NOW)


def take(writing: Writing, step: Step) -> None:
    """Take one step, at its instant. Raises StepRefused for a reading not taken, and what a command refuses with."""
    writing.move_clock(step.at)
    asked = Asked(actor=step.by, source=Source(channel="sample"))
    if not isinstance(step.does, Observations):
        command = step.does(writing) if callable(step.does) else step.does
        writing.change(command, asked)
        return
    prepared = prepare(step.does.kpi_id, step.does.readings)
    for outcome in writing.take_in(step.does.kpi_id, prepared, asked):
        if outcome.error is not None:
            raise StepRefused(f"{step.at:%Y-%m-%d}: {outcome.error.message}")

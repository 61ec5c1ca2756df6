"""A made-up trail: goals that are moved again and again, by many people, for many reasons, told as facts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice

from msgspec.structs import replace

from goals.actor import Actor
from goals.event_log import ADVANCE, INSERT
from goals.facts import Asked, Envelope, Event, Fact, Source
from goals.goal.definition import Definition
from goals.goal.facts import Approval, Description, GoalActivated, GoalCreated, GoalRetargeted
from goals.hub import Hub
from goals.identity import new_id
from goals.instants import to_us
from goals.mapper import stored
from goals.reading.facts import Evidence
from goals.target import Absolute, Baseline
from goals.vocabulary import ActorType, BaselineState, Direction, ReasonCode
from goals.window import AuthoredWindow, Window
from goals.writing import Writing
from projections.catalogue import project

EACH = 10
"""Retargets of a goal."""
TOGETHER = 1_000
ACTORS = [Actor(type=ActorType.USER, id=f"user-{n}") for n in range(40)]
CONTAINERS = [new_id() for _ in range(25)]
CODES = list(ReasonCode)
AGO, DAYS = timedelta(days=200), timedelta(days=364)
EVIDENCE = (Evidence(url="https://example.org/minutes/17"),)


def told(hub: Hub, workspace_id: str, kpi_id: str, retargets: int) -> None:
    """Write so many retargets, to the nearest ten, straight into the log and the read models."""
    hub.write(workspace_id, lambda writing: _written(writing, _story(writing, kpi_id, retargets // EACH)))


def _written(writing: Writing, events: Iterator[Event]) -> None:
    while some := list(islice(events, TOGETHER)):
        writing.rows.run_many(INSERT, [kept(writing.workspace_id, event) for event in some])
        project(writing.rows, writing.workspace_id, some)
        writing.rows.run(ADVANCE, workspace_id=writing.workspace_id, count=len(some))


def kept(workspace_id: str, event: Event) -> dict[str, str | int | bytes]:
    assert event.recorded_at is not None
    return {
        "workspace_id": workspace_id,
        "position": event.position,
        "stream_id": event.stream_id,
        "version": event.version,
        "topic": event.topic,
        "state": stored(event.envelope),
        "recorded_at": to_us(event.recorded_at),
        "leaf_hash": bytes(32),
    }


def _story(writing: Writing, kpi_id: str, goals: int) -> Iterator[Event]:
    first = _definition(kpi_id, (writing.now - AGO).date())
    position = writing.position
    for n in range(goals):
        goal_id = new_id()
        for version, (actor, fact) in enumerate(_life(first, n, writing.now), start=1):
            position += 1
            asked = Asked(actor=actor, source=Source(channel="http", ip="127.0.0.1"))
            yield Event(
                stream_id=goal_id,
                version=version,
                envelope=Envelope(event_id=new_id(), asked=asked, fact=fact),
                position=position,
                recorded_at=writing.now,
            )


def _life(first: Definition, n: int, now: datetime) -> Iterator[tuple[Actor, Fact]]:
    owner = ACTORS[n % len(ACTORS)]
    description = Description(title="Increase revenue")
    yield owner, GoalCreated(description=description, definition=first, container_id=CONTAINERS[n % len(CONTAINERS)])
    yield owner, GoalActivated(on=now.date() - AGO, definition=first)
    before = first
    for step in range(EACH):
        after = _moved(before, n, step)
        yield ACTORS[(n * EACH + step) % len(ACTORS)], _retarget(before, after, n, step, now.date())
        before = after


def _moved(before: Definition, n: int, step: int) -> Definition:
    if step % 5 == 4:
        return replace(before, weight=before.weight + 1)
    value = Decimal(600_000 + 1_000 * ((n * 7 + step * 13) % 97 - 48))
    return replace(before, target=Absolute(value=value), resolved=value)


def _retarget(before: Definition, after: Definition, n: int, step: int, on: date) -> GoalRetargeted:
    approver = ACTORS[(n * EACH + step + 1) % len(ACTORS)]
    moved = GoalRetargeted(
        before=before,
        after=after,
        reason_code=CODES[(n + step) % len(CODES)],
        reason=f"Sales cycle number {n % 5_000}.{step} is twice what we assumed when this was agreed upon",
        evidence=EVIDENCE if step % 2 else (),
        effective_on=on - timedelta(days=(n + step) % 3),
    )
    return replace(moved, approval=Approval(approver=approver)) if step % 3 == 0 else moved


def _definition(kpi_id: str, start: date) -> Definition:
    return Definition(
        kpi_id=kpi_id,
        series=1,
        direction=Direction.INCREASE,
        baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(400_000)),
        target=Absolute(value=Decimal(600_000)),
        resolved=Decimal(600_000),
        window=AuthoredWindow(start=start, duration="P12M"),
        span=Window(start=start, end=start + DAYS, tz="UTC"),
    )

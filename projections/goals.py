"""What is each goal, and what was it at any moment?"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import BigInteger, Column, Index, Text, bindparam, select

from goals.database import Prepared, Row, Rows
from goals.facts import Actor, Event
from goals.goal import state as goals_state
from goals.goal.facts import (
    CheckedIn,
    Commented,
    GoalArchived,
    GoalClosed,
    GoalCreated,
    GoalReopened,
    GoalReviewed,
    GoalSuperseded,
    WaiverGranted,
)
from goals.goal.state import Goal
from goals.instants import to_us
from goals.sealing import Text as FreeText
from goals.vocabulary import GoalState, Health, Outcome, ReviewVerdict
from projections.listing import Sortable, sort_text
from projections.versioned import Versions, versioned

NEVER = "9999-99-99"
"""After every day: where a goal without a known end is sorted."""

goals = versioned(
    "goals",
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    Column("maturity", Text, nullable=False),
    Column("owner", Text),
    Column("container_id", Text),
    Column("kpi_id", Text),
    Column("anchor", Text),
    Column("title", Sortable, nullable=False),
    Column("due", Sortable, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("goals_in", "workspace_id", "container_id", "to_position", "id", "state"),
    Index("goals_measured_by", "workspace_id", "kpi_id", "to_position", "id", "state"),
    Index("goals_anchored_on", "workspace_id", "anchor", "to_position", "id", "state"),
    Index("goals_created", "workspace_id", "created_at", "id", "to_position", "from_position", "state"),
)
versions = Versions(goals)


def _placed(*conditions: Any, latest_first: bool) -> Prepared:
    order = goals.c.from_position.desc() if latest_first else goals.c.from_position
    return Prepared(
        select(goals.c.container_id, goals.c.owner, goals.c.from_position, goals.c.to_position)
        .where(goals.c.workspace_id == bindparam("workspace_id"), goals.c.id == bindparam("id"), *conditions)
        .order_by(order)
        .limit(1)
    )


PLACED_BY = _placed(goals.c.from_position <= bindparam("by"), latest_first=True)
CREATED_IN = _placed(latest_first=False)


class CheckIn(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last own assessment."""

    position: int
    on: date
    actor: Actor
    confidence: Decimal | None = None
    status: Health | None = None
    story: FreeText | None = None


class Review(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int
    on: date
    actor: Actor
    verdict: ReviewVerdict
    note: FreeText | None = None


class Closing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why it ended, and what was learnt."""

    on: date
    actor: Actor
    reason: FreeText | None = None
    lessons: FreeText | None = None


class Waiver(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From `on` to the end of `until` it was accepted that the goal is off its way."""

    position: int
    recorded_at: datetime
    on: date
    until: date
    actor: Actor
    reason: FreeText


class Life(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From this day on the goal was in this state; and how it had ended, where it had."""

    on: date
    state: GoalState
    outcome: Outcome | None = None
    closed_on: date | None = None
    superseded_by: str | None = None
    closing: Closing | None = None


class View(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A goal as it stands, what was last said about it, and its states in recorded order.

    `committed_version` is the stream's when the original was fixed.
    """

    goal: Goal
    created_at: datetime
    created_by: Actor
    committed_version: int | None = None
    check_in: CheckIn | None = None
    review: Review | None = None
    closing: Closing | None = None
    comments: int = 0
    lives: tuple[Life, ...] = ()
    waivers: tuple[Waiver, ...] = ()


_decoder = msgspec.json.Decoder(View)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, facts of goals and of their milestones."""
    versions.follow(rows, workspace_id, events, opened_by=GoalCreated, decoded=decoded, evolve=evolve, columns=columns)


def evolve(view: View | None, event: Event) -> View:
    """The view after one more event."""
    fact: Any = event.fact
    if view is None:
        assert event.recorded_at is not None
        created = goals_state.evolve(None, fact)
        return View(goal=created, created_at=event.recorded_at, created_by=event.envelope.asked.actor)
    goal = goals_state.evolve(view.goal, fact)
    fixed = view.goal.original is None and goal.original is not None
    told = _told(view, event)
    return replace(
        told,
        goal=goal,
        committed_version=event.version if fixed else view.committed_version,
        lives=view.lives if goal.state is view.goal.state else (*view.lives, _life(goal, told.closing, fact)),
    )


def _life(goal: Goal, closing: Closing | None, fact: Any) -> Life:
    return Life(
        on=fact.on,
        state=goal.state,
        outcome=goal.outcome,
        closed_on=goal.closed_on,
        superseded_by=goal.superseded_by,
        closing=closing,
    )


def _told(view: View, event: Event) -> View:
    actor = event.envelope.asked.actor
    match event.fact:
        case CheckedIn(on=on, confidence=confidence, status=status, story=story):
            said = CheckIn(
                position=event.position, on=on, actor=actor, confidence=confidence, status=status, story=story
            )
            return replace(view, check_in=said)
        case GoalReviewed(on=on, verdict=verdict, note=note):
            review = Review(position=event.position, on=on, actor=actor, verdict=verdict, note=note)
            return replace(view, review=review)
        case WaiverGranted() as granted:
            return replace(view, waivers=(*view.waivers, _waiver(event, granted)))
        case GoalClosed(on=on, reason=reason, lessons=lessons):
            return replace(view, closing=Closing(on=on, actor=actor, reason=reason, lessons=lessons))
        case GoalSuperseded(on=on, reason=reason) | GoalArchived(on=on, reason=reason) if view.closing is None:
            return replace(view, closing=Closing(on=on, actor=actor, reason=reason))
        case GoalReopened():
            return replace(view, closing=None)
        case Commented():
            return replace(view, comments=view.comments + 1)
        case _:
            return view


def _waiver(event: Event, granted: WaiverGranted) -> Waiver:
    assert event.recorded_at is not None
    return Waiver(
        position=event.position,
        recorded_at=event.recorded_at,
        on=granted.on,
        until=granted.until,
        actor=event.envelope.asked.actor,
        reason=granted.reason,
    )


@lru_cache(maxsize=512)
def decoded(doc: str) -> View:
    return _decoder.decode(doc)


def placed_by(rows: Rows, workspace_id: str, goal_id: str, by: int) -> tuple[str | None, str | None]:
    """The goal's container and owner as of a position; those it was created with, if that was later.

    What was found is remembered for all the positions at which it stood.
    """
    stood = versions.recalled(rows, workspace_id, goal_id, by)
    if stood is not None:
        goal = decoded(stood[0]).goal
        return goal.container_id, goal.owner
    question = (PLACED_BY, workspace_id, goal_id)
    known: tuple[Row, ...] = rows.recalled(question) or ()
    found = next((each for each in known if each[2] <= by < each[3]), None)
    if found is None:
        found = _placed_by(rows, workspace_id, goal_id, by)
        rows.remember(question, (*known, found))
    return found[0], found[1]


def _placed_by(rows: Rows, workspace_id: str, goal_id: str, by: int) -> Row:
    """(container, owner, from_position, to_position); before it was created, as it was created from the first on."""
    found = rows.one(PLACED_BY, workspace_id=workspace_id, id=goal_id, by=by)
    if found is not None:
        return found
    created = rows.one(CREATED_IN, workspace_id=workspace_id, id=goal_id)
    assert created is not None, f"there is no goal {goal_id}"
    return created[0], created[1], 0, created[3]


def columns(view: View) -> dict[str, str | int | None]:
    """What a goal is filtered and sorted by."""
    goal = view.goal
    definition = goal.definition
    anchor = None if definition.window is None else definition.window.anchor
    return {
        "state": goal.state.value,
        "outcome": None if goal.outcome is None else goal.outcome.value,
        "maturity": goal.maturity.value,
        "owner": goal.owner,
        "container_id": goal.container_id,
        "kpi_id": definition.kpi_id,
        "anchor": None if anchor is None else anchor.value,
        "title": sort_text(goal.description.title),
        "due": NEVER if definition.span is None else definition.span.end.isoformat(),
        "created_at": to_us(view.created_at),
    }

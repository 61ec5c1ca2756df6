"""Which retargets were proposed, and what has become of each, at any moment?

Each is judged when it was proposed by what the log knew then.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import BigInteger, Column, Index, Text

from goals.actor import Actor
from goals.database import Rows
from goals.facts import Event
from goals.goal.facts import Approval, GoalRetargeted
from goals.goal.proposal import SETTLED, ProposalLapsed, RetargetApproved, RetargetProposed, Settling
from goals.instants import to_us
from goals.sealing import Text as FreeText
from goals.vocabulary import ProposalState
from goals.window import local_day
from projections import goals
from projections.judging import Judgement, judge
from projections.lives import held_before
from projections.standing import Question
from projections.versioned import Versions, versioned

proposals = versioned(
    "proposals",
    Column("goal_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("proposer", Text, nullable=False),
    Column("proposed_at", BigInteger, nullable=False),
    Index("proposals_of_goal", "workspace_id", "goal_id", "to_position", "id"),
    Index("proposals_in_state", "workspace_id", "state", "to_position", "id"),
)
kept = Versions(proposals)


class Settled(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who ended it and when; one that lapsed was ended by whoever changed the goal otherwise."""

    position: int
    event_id: str
    recorded_at: datetime
    actor: Actor
    on_behalf_of: str | None = None
    note: FreeText | None = None


class View(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A proposal as it stands. `retarget_id` is the event that moved the goal, where it was approved."""

    goal_id: str
    container_id: str | None = None
    position: int
    event_id: str
    proposed_at: datetime
    proposed: RetargetProposed
    judgement: Judgement
    state: ProposalState = ProposalState.OPEN
    settled: Settled | None = None
    retarget_id: str | None = None
    version: int = 1


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(View)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, facts of goals and of their milestones."""
    for event in events:
        match event.fact:
            case RetargetProposed() as proposed:
                _put(rows, workspace_id, event, _opened(rows, workspace_id, event, proposed))
            case GoalRetargeted(approval=Approval(proposal_id=str(proposal_id))):
                _follow(rows, workspace_id, event, proposal_id)
            case fact if isinstance(fact, Settling):
                _follow(rows, workspace_id, event, fact.proposal_id)
            case _:
                pass


def at(rows: Rows, workspace_id: str, proposal_id: str, position: int | None = None) -> View | None:
    """The proposal as it stood at a position, now if None."""
    row = kept.at(rows, workspace_id, proposal_id, position)
    return None if row is None else decoded(row[0])


@lru_cache(maxsize=512)
def decoded(doc: str) -> View:
    return _decoder.decode(doc)


def _follow(rows: Rows, workspace_id: str, event: Event, proposal_id: str) -> None:
    before = at(rows, workspace_id, proposal_id)
    if before is not None:
        _put(rows, workspace_id, event, _evolved(before, event))


def _evolved(before: View, event: Event) -> View:
    version = before.version + 1
    if not isinstance(event.fact, Settling):
        return replace(before, retarget_id=event.envelope.event_id, version=version)
    state = SETTLED[type(event.fact)]
    return replace(before, state=state, settled=_settled(event, event.fact), version=version)


def _settled(event: Event, fact: Settling) -> Settled:
    assert event.recorded_at is not None
    match fact:
        case RetargetApproved(note=note):
            said = note
        case ProposalLapsed():
            said = None
        case _:
            said = fact.reason
    return Settled(
        position=event.position,
        event_id=event.envelope.event_id,
        recorded_at=event.recorded_at,
        actor=event.envelope.asked.actor,
        on_behalf_of=event.envelope.asked.on_behalf_of,
        note=said,
    )


def _opened(rows: Rows, workspace_id: str, event: Event, proposed: RetargetProposed) -> View:
    assert event.recorded_at is not None
    stood = goals.versions.at(rows, workspace_id, event.stream_id, event.position - 1)
    goal = None if stood is None else goals.decoded(stood[0]).goal
    span = proposed.before.span
    today = local_day(event.recorded_at, "UTC" if span is None else span.tz)
    question = Question(rows, workspace_id, event.position, today)
    original = None if goal is None else goal.original
    held = held_before(question, event.stream_id, goal, proposed.before)
    return View(
        goal_id=event.stream_id,
        container_id=None if goal is None else goal.container_id,
        position=event.position,
        event_id=event.envelope.event_id,
        proposed_at=event.recorded_at,
        proposed=proposed,
        judgement=judge(question, before=proposed.before, after=proposed.after, held=held, original=original),
    )


def _put(rows: Rows, workspace_id: str, event: Event, view: View) -> None:
    version = kept.version(
        workspace_id,
        view.proposed.proposal_id,
        position=event.position,
        version=view.version,
        doc=_encoder.encode(view),
        goal_id=view.goal_id,
        state=view.state.value,
        proposer=view.proposed.proposer.id,
        proposed_at=to_us(view.proposed_at),
    )
    kept.put(rows, [version])

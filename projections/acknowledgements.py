"""Which raised flags has a reviewer seen, and what was noted?"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Column, bindparam, insert, select
from sqlalchemy import Text as TextColumn

from goals.database import Prepared, Rows
from goals.facts import Actor, Event
from goals.goal.facts import FlagAcknowledged
from goals.sealing import Text
from goals.vocabulary import FlagId
from projections.tables import read_model

table = read_model(
    "acknowledgements",
    Column("workspace_id", TextColumn, primary_key=True),
    Column("goal_id", TextColumn, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("doc", TextColumn, nullable=False),
    sqlite_with_rowid=False,
)

INSERT = Prepared(insert(table).values({c.name: bindparam(c.name) for c in table.c}))
OF_GOAL = Prepared(
    select(table.c.doc)
    .where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.goal_id == bindparam("goal_id"),
        table.c.position <= bindparam("position"),
    )
    .order_by(table.c.position)
)


class Acknowledged(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who has seen a flag about the event `event_id`, and when the log learnt it, at `position`."""

    flag: FlagId
    event_id: str
    note: Text
    actor: Actor
    recorded_at: datetime
    position: int


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Acknowledged)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, all of them acknowledgements."""
    for event in events:
        rows.run(
            INSERT,
            workspace_id=workspace_id,
            goal_id=event.stream_id,
            position=event.position,
            doc=_encoder.encode(_acknowledged(event)).decode(),
        )


def of_goal(rows: Rows, workspace_id: str, goal_id: str, position: int) -> list[Acknowledged]:
    """Those recorded up to a position, the first first."""
    found = rows.all(OF_GOAL, workspace_id=workspace_id, goal_id=goal_id, position=position)
    return [_decoder.decode(row[0]) for row in found]


def _acknowledged(event: Event) -> Acknowledged:
    fact = event.fact
    assert isinstance(fact, FlagAcknowledged)
    assert event.recorded_at is not None
    return Acknowledged(
        flag=fact.flag,
        event_id=fact.event_id,
        note=fact.note,
        actor=event.envelope.asked.actor,
        recorded_at=event.recorded_at,
        position=event.position,
    )

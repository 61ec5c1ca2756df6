"""Which periods did an auditor sign off, and up to which position?"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Column, bindparam, insert, select
from sqlalchemy import Text as TextColumn

from goals.database import Prepared, Rows
from goals.facts import Actor, Event
from goals.instants import to_us
from goals.sealing import Text
from goals.window import day_end, day_start
from goals.workspace.facts import PeriodReviewed, Scope
from projections import workspaces
from projections.tables import read_model

table = read_model(
    "reviews",
    Column("workspace_id", TextColumn, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("start", TextColumn, nullable=False),
    Column("end", TextColumn, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("before", BigInteger, nullable=False),
    Column("scope_kind", TextColumn, nullable=False),
    Column("scope_id", TextColumn),
    Column("reviewed_position", BigInteger, nullable=False),
    Column("doc", TextColumn, nullable=False),
    sqlite_with_rowid=False,
)
"""`since` and `before` are where its days began and ended in the workspace's zone, in microseconds: a review has seen
what was recorded between them, up to its `reviewed_position`."""

INSERT = Prepared(insert(table).values({c.name: bindparam(c.name) for c in table.c}))
_known = (table.c.workspace_id == bindparam("workspace_id"), table.c.position <= bindparam("position"))
ALL = Prepared(select(table.c.doc).where(*_known).order_by(table.c.position))


class Review(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A period signed off: what was recorded of it up to `reviewed_position`. `position` is the signature's own."""

    position: int
    event_id: str
    recorded_at: datetime
    actor: Actor
    on_behalf_of: str | None = None
    start: date
    end: date
    scope: Scope
    reviewed_position: int
    note: Text


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Review)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, all of them reviews of periods."""
    for event in events:
        review = _review(event)
        tz = workspaces.at(rows, workspace_id, event.position).policy.tz
        rows.run(
            INSERT,
            workspace_id=workspace_id,
            position=review.position,
            start=review.start.isoformat(),
            end=review.end.isoformat(),
            since=to_us(day_start(review.start, tz)),
            before=to_us(day_end(review.end, tz)),
            scope_kind=review.scope.kind.value,
            scope_id=review.scope.id,
            reviewed_position=review.reviewed_position,
            doc=_encoder.encode(review).decode(),
        )


def known(rows: Rows, workspace_id: str, position: int) -> list[Review]:
    """Those recorded up to a position, the first first."""
    return [_decoder.decode(row[0]) for row in rows.all(ALL, workspace_id=workspace_id, position=position)]


def _review(event: Event) -> Review:
    fact = event.fact
    assert isinstance(fact, PeriodReviewed)
    assert event.recorded_at is not None
    asked = event.envelope.asked
    return Review(
        position=event.position,
        event_id=event.envelope.event_id,
        recorded_at=event.recorded_at,
        actor=asked.actor,
        on_behalf_of=asked.on_behalf_of,
        start=fact.start,
        end=fact.end,
        scope=fact.scope,
        reviewed_position=fact.reviewed_position,
        note=fact.note,
    )

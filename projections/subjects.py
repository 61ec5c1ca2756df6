"""Which subjects were erased, on what ground, and on whom does a hold stand?"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Column, bindparam, func, insert, select
from sqlalchemy import Text as TextColumn

from goals.database import Prepared, Rows
from goals.facts import Actor, Event
from goals.subject.facts import HoldPlaced, HoldReleased, SubjectErased, SubjectFact
from projections.tables import read_model

table = read_model(
    "subject_facts",
    Column("workspace_id", TextColumn, primary_key=True),
    Column("subject", TextColumn, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("doc", TextColumn, nullable=False),
    sqlite_with_rowid=False,
)

INSERT = Prepared(insert(table).values({c.name: bindparam(c.name) for c in table.c}))
_mine = table.c.workspace_id == bindparam("workspace_id")
OF_ONE = Prepared(select(table.c.doc).where(_mine, table.c.subject == bindparam("subject")).order_by(table.c.position))
LAST = Prepared(select(func.max(table.c.position)).where(_mine))
NAMES = Prepared(select(table.c.subject).where(_mine).distinct())


class Told(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact about a subject, and who recorded it when."""

    position: int
    recorded_at: datetime
    actor: Actor
    on_behalf_of: str | None = None
    fact: SubjectFact


class Standing(Struct, frozen=True, kw_only=True):
    """How a subject stands: the hold on it, and its erasures, the newest last. Each is told with its fact."""

    hold: Told | None = None
    erasures: tuple[Told, ...] = ()


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Told)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, all of them facts of subjects."""
    for event in events:
        told = _told(event)
        doc = _encoder.encode(told).decode()
        rows.run(INSERT, workspace_id=workspace_id, subject=told.fact.subject, position=event.position, doc=doc)


def standing(rows: Rows, workspace_id: str, subject: str) -> Standing | None:
    """None where nothing was ever recorded about it."""
    told = [_decoder.decode(row[0]) for row in rows.all(OF_ONE, workspace_id=workspace_id, subject=subject)]
    holds = [each for each in told if isinstance(each.fact, HoldPlaced | HoldReleased)]
    if not told:
        return None
    return Standing(
        hold=holds[-1] if holds and isinstance(holds[-1].fact, HoldPlaced) else None,
        erasures=tuple(each for each in told if isinstance(each.fact, SubjectErased)),
    )


def last_position(rows: Rows, workspace_id: str) -> int:
    """Where something was last recorded about a subject; 0 where nothing was."""
    found = rows.one(LAST, workspace_id=workspace_id)
    return 0 if found is None or found[0] is None else int(found[0])


def names(rows: Rows, workspace_id: str) -> set[str]:
    """The subjects about whom something was recorded."""
    return {row[0] for row in rows.all(NAMES, workspace_id=workspace_id)}


def _told(event: Event) -> Told:
    fact = event.fact
    assert isinstance(fact, SubjectFact)
    assert event.recorded_at is not None
    asked = event.envelope.asked
    return Told(
        position=event.position,
        recorded_at=event.recorded_at,
        actor=asked.actor,
        on_behalf_of=asked.on_behalf_of,
        fact=fact,
    )

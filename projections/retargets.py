"""Where in the log is the retarget with this id?"""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Text, bindparam, insert, select

from goals.database import Prepared, Rows
from goals.facts import Event
from projections.tables import read_model

table = read_model(
    "retargets",
    Column("workspace_id", Text, primary_key=True),
    Column("event_id", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

INSERT = Prepared(insert(table).values({c.name: bindparam(c.name) for c in table.c}))
FIND = Prepared(
    select(table.c.position).where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.event_id == bindparam("event_id"),
        table.c.position <= bindparam("position"),
    )
)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, all of them retargets."""
    rows.run_many(
        INSERT,
        [
            {"workspace_id": workspace_id, "event_id": event.envelope.event_id, "position": event.position}
            for event in events
        ],
    )


def position_of(rows: Rows, workspace_id: str, event_id: str, position: int) -> int | None:
    """The position of the retarget, among those known at a position."""
    found = rows.one(FIND, workspace_id=workspace_id, event_id=event_id, position=position)
    return None if found is None else int(found[0])

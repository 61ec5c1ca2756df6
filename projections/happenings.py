"""What was so in the world when, whenever it was recorded?

One row per event that is none of a reading: of those the readings themselves know when they were observed.
"""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Text, bindparam, insert

from goals.database import Prepared, Rows
from goals.facts import Event
from goals.instants import to_us
from projections.tables import read_model

table = read_model(
    "happenings",
    Column("workspace_id", Text, primary_key=True),
    Column("effective_us", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""`effective_us` is the instant, in microseconds, at which it took effect: that at which it was recorded, unless it
said another."""

INSERT = Prepared(insert(table).values({c.name: bindparam(c.name) for c in table.c}))


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, none of them a fact of a reading."""
    rows.run_many(INSERT, [_row(workspace_id, event) for event in events])


def _row(workspace_id: str, event: Event) -> dict[str, str | int]:
    effective_at = event.envelope.effective_at or event.recorded_at
    assert effective_at is not None
    return {"workspace_id": workspace_id, "effective_us": to_us(effective_at), "position": event.position}

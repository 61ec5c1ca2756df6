"""Which questions does what was recorded raise?

One row per flag that an event raised when it was recorded. Flags that depend on what came later, or on the day, are
computed when they are asked for.
"""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from projections.tables import read_models

table = Table(
    "flags",
    read_models,
    Column("workspace_id", Text, primary_key=True),
    Column("goal_id", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("flag", Text, primary_key=True),
    Column("event_id", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("doc", Text, nullable=False),
    Index("flags_raised", "workspace_id", "flag", "position"),
    sqlite_with_rowid=False,
)
"""`position` and `event_id` are those of the event that raised it, `day` the one it is about in the world."""

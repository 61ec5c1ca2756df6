"""The tables that are the truth: workspaces, the head of each log, and the events."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from goals.sides import FIRST

durable = MetaData()

workspaces = Table(
    "workspaces",
    durable,
    Column("workspace_id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
)

log_head = Table(
    "log_head",
    durable,
    Column("workspace_id", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("clock", BigInteger),
    Column("side", Text, nullable=False, server_default=FIRST),
)
"""`side` says where the workspace's read models are: on one of SIDES, or NONE."""

events = Table(
    "events",
    durable,
    Column("workspace_id", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("stream_id", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    UniqueConstraint("workspace_id", "stream_id", "version", name="events_stream_version"),
    Index("events_recorded_at", "workspace_id", "recorded_at", "position"),
    sqlite_with_rowid=False,
)

tree_nodes = Table(
    "tree_nodes",
    durable,
    Column("workspace_id", Text, primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""The Merkle tree over the events' leaf hashes: full subtrees by level and index, those of few leaves left out."""

checkpoints = Table(
    "checkpoints",
    durable,
    Column("workspace_id", Text, primary_key=True),
    Column("origin", Text, primary_key=True),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("kept_at", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""The signed notes that the signer was asked for, as it gave them; of one size, once more where the keys changed."""

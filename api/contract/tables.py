"""The tables of the doors: keys, remembered answers, and the server's own secrets."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, text

contract = MetaData()
_held = text("subjects IS NOT NULL")

api_keys = Table(
    "api_keys",
    contract,
    Column("key_id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("role", Text, nullable=False),
    Column("actor_type", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("last_used_at", BigInteger),
    Index("api_keys_workspace", "workspace_id", "key_id"),
)

idempotency = Table(
    "idempotency",
    contract,
    Column("workspace_id", Text, primary_key=True),
    Column("credential", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
    Column("subjects", Text),
    Index("idempotency_stored_at", "workspace_id", "stored_at"),
    Index("idempotency_subjects", "workspace_id", sqlite_where=_held, postgresql_where=_held),
)

"""`subjects` are those whose personal text is in the body or in the request, as a JSON list; None where none is."""

secrets = Table(
    "secrets",
    contract,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

access_log = Table(
    "access_log",
    contract,
    Column("workspace_id", Text, primary_key=True),
    Column("entry_id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("action", Text, nullable=False),
    Column("actor_type", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("on_behalf_of", Text),
    Column("credential", Text),
    Column("role", Text),
    Column("channel", Text, nullable=False),
    Column("ip", Text),
    Column("request_id", Text),
    Column("method", Text),
    Column("path", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Index("access_log_at", "workspace_id", "at", "entry_id"),
    sqlite_with_rowid=False,
)
"""Who read the trail, exported, verified, or was refused that, when, and with which filter (`asked`, JSON)."""

ledger_checks = Table(
    "ledger_checks",
    contract,
    Column("workspace_id", Text, primary_key=True),
    Column("checked_at", BigInteger, primary_key=True, autoincrement=False),
    Column("check_id", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", Text, nullable=False),
    Column("sound", Integer, nullable=False),
    Column("findings", Text, nullable=False),
    Column("unknown", Text, nullable=False),
    Column("checkpoints", BigInteger, nullable=False),
    Column("newest_checkpoint", BigInteger),
    Column("took_us", BigInteger, nullable=False),
    Column("asked_by", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What each verification of a log found, and with how many checkpoints it was compared, the greatest of which size."""

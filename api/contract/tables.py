"""The tables of the doors: keys, remembered answers, and the server's own secrets."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text

contract = MetaData()

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
    Index("idempotency_stored_at", "workspace_id", "stored_at"),
)

secrets = Table(
    "secrets",
    contract,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

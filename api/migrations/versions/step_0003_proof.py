"""The tree over the events, checkpoints, and who looked; entries of the access log that nobody can change."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSERT_ONLY = ("access_log", "checkpoints", "ledger_checks")


def upgrade() -> None:
    _ledger()
    _looking()
    op.add_column("idempotency", sa.Column("subjects", sa.Text(), nullable=True))
    held = sa.text("subjects IS NOT NULL")
    op.create_index("idempotency_subjects", "idempotency", ["workspace_id"], sqlite_where=held, postgresql_where=held)
    for table in INSERT_ONLY:
        _make_immutable(table)


def _ledger() -> None:
    op.create_table(
        "tree_nodes",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "level", "idx"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoints",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "origin", "size", "kept_at"),
        sqlite_with_rowid=False,
    )


def _looking() -> None:
    op.create_table(
        "access_log",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor_type", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("credential", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("access_log_at", "access_log", ["workspace_id", "at", "entry_id"])
    op.create_table(
        "ledger_checks",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("check_id", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("sound", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("unknown", sa.Text(), nullable=False),
        sa.Column("checkpoints", sa.BigInteger(), nullable=False),
        sa.Column("newest_checkpoint", sa.BigInteger(), nullable=True),
        sa.Column("took_us", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "checked_at", "check_id"),
        sqlite_with_rowid=False,
    )


def _make_immutable(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is only added to: {verb.lower()} refused'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{table} is only added to: % refused', lower(TG_OP); END $$"
    )
    for name, verbs, each in (("immutable", "UPDATE OR DELETE", "ROW"), ("no_truncate", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table}"
            f" FOR EACH {each} EXECUTE FUNCTION refuse_change_of_{table}()"
        )

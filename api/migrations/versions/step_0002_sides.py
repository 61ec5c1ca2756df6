"""Read models have two sides, and the head says which is served; those that had none are to be filled again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FORMER = (
    "acknowledgements",
    "alignments",
    "containers",
    "flags",
    "goals",
    "kpi_series",
    "kpis",
    "milestone_entries",
    "milestones",
    "proposals",
    "readings",
    "retargets",
    "reviews",
    "said",
    "trail",
    "trail_fields",
    "trail_items",
    "versions",
    "workspace_versions",
)


def upgrade() -> None:
    op.add_column("log_head", sa.Column("side", sa.Text(), server_default="a", nullable=False))
    op.execute("UPDATE log_head SET side = 'none'")
    for name in FORMER:
        op.execute(f"DROP TABLE IF EXISTS {name}")

"""Which goals serve a goal, and with what weight?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import BigInteger, Column, Text, bindparam, insert, select, update

from goals.database import Prepared, Rows
from goals.facts import Event
from goals.goal.facts import GoalAligned, GoalUnaligned
from goals.quantity import plain
from goals.vocabulary import AlignmentKind
from projections.tables import read_model
from projections.versioned import OPEN

alignments = read_model(
    "alignments",
    Column("workspace_id", Text, primary_key=True),
    Column("parent_id", Text, primary_key=True),
    Column("goal_id", Text, primary_key=True),
    Column("from_position", BigInteger, primary_key=True, autoincrement=False),
    Column("to_position", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("weight", Text),
    sqlite_with_rowid=False,
)

_mine = alignments.c.workspace_id == bindparam("workspace_id")
INSERT = Prepared(insert(alignments).values({c.name: bindparam(c.name) for c in alignments.c}))
CLOSE = Prepared(
    update(alignments)
    .where(
        _mine,
        alignments.c.goal_id == bindparam("goal_id"),
        alignments.c.parent_id == bindparam("parent_id"),
        alignments.c.to_position == OPEN,
    )
    .values(to_position=bindparam("from_position"))
)
CHILDREN = Prepared(
    select(alignments.c.goal_id, alignments.c.kind, alignments.c.weight)
    .where(
        _mine,
        alignments.c.parent_id == bindparam("parent_id"),
        alignments.c.from_position <= bindparam("position"),
        alignments.c.to_position > bindparam("position"),
    )
    .order_by(alignments.c.goal_id)
)


@dataclass(frozen=True, slots=True)
class Child:
    goal_id: str
    kind: AlignmentKind
    weight: Decimal | None


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, facts of goals."""
    for event in events:
        fact = event.fact
        if not isinstance(fact, GoalAligned | GoalUnaligned):
            continue
        ends = {
            "workspace_id": workspace_id,
            "goal_id": event.stream_id,
            "parent_id": fact.parent_id,
            "from_position": event.position,
        }
        rows.run(CLOSE, **ends)
        if isinstance(fact, GoalAligned):
            weight = None if fact.weight is None else plain(fact.weight)
            rows.run(INSERT, **ends, to_position=OPEN, kind=fact.kind.value, weight=weight)


def children(rows: Rows, workspace_id: str, parent_id: str, position: int) -> list[Child]:
    """The goals that served `parent_id` at a position."""
    found = rows.all(CHILDREN, workspace_id=workspace_id, parent_id=parent_id, position=position)
    return [Child(row[0], AlignmentKind(row[1]), None if row[2] is None else Decimal(row[2])) for row in found]

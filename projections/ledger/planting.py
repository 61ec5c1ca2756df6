"""The trees of logs that were begun when there were none.

The row of a tree's first group is written when all others are: a log that lacks it was never given its tree to the end.
"""

from dataclasses import dataclass, field

from sqlalchemy import Integer, exists, literal_column, select

from goals.database import Database, Prepared, Rows
from goals.event_log import seen
from goals.hub import Hub
from goals.ledger import tree
from goals.ledger.merkle import Subtree
from goals.ledger.tree import GROUP, LOWEST, PAGE
from goals.tables import checkpoints, log_head, tree_nodes
from goals.writing import Writing
from projections.ledger import trees

FIRST: Subtree = (LOWEST, 0)

LACKING = Prepared(
    select(log_head.c.workspace_id)
    .where(
        log_head.c.position >= literal_column(str(GROUP)),
        ~exists().where(
            tree_nodes.c.workspace_id == log_head.c.workspace_id,
            tree_nodes.c.level == literal_column(str(LOWEST)),
            tree_nodes.c.idx == literal_column("0", Integer),
        ),
        ~exists().where(checkpoints.c.workspace_id == log_head.c.workspace_id),
    )
    .order_by(log_head.c.workspace_id)
)


def lacking(database: Database) -> list[str]:
    """The workspaces that were never given their tree, as in a database of a release that knew none. Where rows of a
    tree are gone that was there, that is for a verification to find."""
    with database.reading() as rows:
        return [row[0] for row in rows.all(LACKING)]


def fill(hub: Hub, workspace_id: str) -> None:
    """Write the rows that lack. Any number may do so at once, and writers go on.

    Raises LeafDiffers where an event is not what its leaf hash was made from.
    """
    planted = _Planted(workspace_id)
    hub.aside(planted.page)
    hub.write(workspace_id, planted.finish, alone=True)


@dataclass
class _Planted:
    """The first `done` events are under rows, but for the first group's row, which is `first`."""

    workspace_id: str
    done: int = 0
    first: bytes | None = None
    left: dict[int, bytes] = field(default_factory=dict)

    def page(self, rows: Rows) -> bool:
        """Whether more is left."""
        last = _whole(rows, self.workspace_id)
        to = min(self.done + PAGE, last)
        leaves = trees.derived(rows, self.workspace_id, self.done, to)
        found = dict(tree.grown(self.done // GROUP, leaves, trees.never, self.left))
        self.first = found.pop(FIRST, None) or self.first
        self._write(rows, found)
        self.done = to
        return to < last

    def finish(self, writing: Writing) -> None:
        while self.page(writing.rows):
            pass
        if self.first is not None:
            self._write(writing.rows, {FIRST: self.first})

    def _write(self, rows: Rows, found: dict[Subtree, bytes]) -> None:
        rows.run_many(
            tree.FILL[rows.dialect.name], [tree.named(self.workspace_id, node, each) for node, each in found.items()]
        )


def _whole(rows: Rows, workspace_id: str) -> int:
    head = seen(rows, workspace_id)
    assert head is not None
    return head.position - head.position % GROUP

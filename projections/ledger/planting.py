"""The trees of logs that were begun when there were none."""

from sqlalchemy import Integer, exists, literal_column, select

from goals.database import Database, Prepared, Rows
from goals.event_log import seen
from goals.hub import Hub
from goals.ledger import tree
from goals.ledger.tree import GROUP, LOWEST, PAGE
from goals.tables import log_head, tree_nodes
from goals.writing import Writing

_last_group = log_head.c.position // literal_column(str(GROUP), Integer) - literal_column("1")
LACKING = Prepared(
    select(log_head.c.workspace_id)
    .where(
        log_head.c.position >= literal_column(str(GROUP)),
        ~exists().where(
            tree_nodes.c.workspace_id == log_head.c.workspace_id,
            tree_nodes.c.level == literal_column(str(LOWEST)),
            tree_nodes.c.idx == _last_group,
        ),
    )
    .order_by(log_head.c.workspace_id)
)


def lacking(database: Database) -> list[str]:
    """The workspaces whose tree does not reach to the last event, as in a database of a release that knew none."""
    with database.reading() as rows:
        return [row[0] for row in rows.all(LACKING)]


def fill(hub: Hub, workspace_id: str) -> None:
    """Write the rows that lack. Any number may do so at once, and writers go on."""
    done = 0

    def piece(rows: Rows) -> bool:
        nonlocal done
        last = _whole(rows, workspace_id)
        to = min(done + PAGE, last)
        tree.fill(rows, workspace_id, after=done, to=to)
        done = to
        return done < last

    hub.aside(piece)
    hub.write(workspace_id, lambda writing: _filled(writing, done), alone=True)


def _filled(writing: Writing, done: int) -> None:
    last = writing.position - writing.position % GROUP
    tree.fill(writing.rows, writing.workspace_id, after=done, to=last)


def _whole(rows: Rows, workspace_id: str) -> int:
    head = seen(rows, workspace_id)
    assert head is not None
    return head.position - head.position % GROUP

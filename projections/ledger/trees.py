"""The tree of a log, derived anew from the stored bytes: where its rows differ, and putting them right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import BigInteger, Integer, bindparam, delete, literal_column, or_, select

from goals.database import Prepared, Rows
from goals.errors import NotFound, Refused
from goals.event_log import seen
from goals.hub import Hub
from goals.ledger import tree
from goals.ledger.merkle import Growing, Subtree
from goals.ledger.tree import GROUP, LOWEST, PAGE
from goals.tables import events, tree_nodes
from goals.writing import Writing
from projections.ledger.leaves import NO_LEAF, leaf, stored

Told = Callable[[int, int], None]
Node = tuple[Subtree, bytes]

MOST_TOLD = 20

STORED = Prepared(
    select(
        events.c.position,
        events.c.stream_id,
        events.c.version,
        events.c.topic,
        events.c.state,
        events.c.recorded_at,
        events.c.leaf_hash,
    )
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.position > bindparam("after"),
        events.c.position <= bindparam("last"),
    )
    .order_by(events.c.position)
)
_at = (
    tree_nodes.c.workspace_id == bindparam("workspace_id"),
    tree_nodes.c.level == bindparam("level"),
    tree_nodes.c.idx >= bindparam("first", type_=BigInteger),
    tree_nodes.c.idx <= bindparam("last", type_=BigInteger),
)
LEVEL = Prepared(select(tree_nodes.c.idx, tree_nodes.c.hash).where(*_at))
REMOVE = Prepared(delete(tree_nodes).where(*_at))
STRAY = Prepared(
    select(tree_nodes.c.level, tree_nodes.c.idx).where(
        tree_nodes.c.workspace_id == bindparam("workspace_id"),
        or_(
            tree_nodes.c.level < literal_column(str(LOWEST)),
            tree_nodes.c.level > literal_column("62"),
            tree_nodes.c.idx < literal_column("0"),
            tree_nodes.c.idx >= bindparam("size", type_=BigInteger).op(">>", return_type=Integer)(tree_nodes.c.level),
        ),
    )
)


class LeafDiffers(Refused):
    """An event is not what it was when it was hashed: no tree is made from that."""

    mend = "Verify the log: it is told what was done. The tree was left alone from this event on."

    def __init__(self, position: int) -> None:
        super().__init__(f"The event at position {position} is not what its leaf hash was made from. {self.mend}")


@dataclass(frozen=True)
class Rebuilt:
    """A tree derived from `size` events. `differing` are the subtrees whose rows were missing, wrong or stray:
    the first of them, of `count`."""

    size: int
    root: bytes
    count: int
    differing: Sequence[Subtree]


def check(hub: Hub, workspace_id: str, *, told: Told = lambda done, of: None) -> Rebuilt:
    """Where the rows differ from what the stored bytes give. Changes nothing. Raises NotFound, LeafDiffers."""
    work = _Deriving(workspace_id)
    while True:
        with hub.database.reading() as rows:
            size = _size(rows, workspace_id)
            work.page(rows, size)
            if work.tree.size == size:
                work.note(_strays(rows, workspace_id, size))
                return work.rebuilt()
        told(work.tree.size, size)


def rebuild(hub: Hub, workspace_id: str, *, told: Told = lambda done, of: None) -> Rebuilt:
    """Put right the rows that differ from what the stored bytes give. Raises NotFound, LeafDiffers."""
    work = _Deriving(workspace_id)
    is_left = True
    while is_left:
        with hub.database.reading() as rows:
            size = _size(rows, workspace_id)
            wrong = work.page(rows, size)
        if wrong:
            hub.aside(partial(_mended, workspace_id, wrong))
        told(work.tree.size, size)
        is_left = work.tree.size < size
    hub.write(workspace_id, partial(_finish, work), alone=True)
    return work.rebuilt()


@dataclass
class _Deriving:
    """Page by page. `tree` is what was derived so far, `left` the subtrees that wait for their right neighbours."""

    workspace_id: str
    tree: Growing = field(default_factory=Growing)
    left: dict[int, bytes] = field(default_factory=dict)
    pending: list[bytes] = field(default_factory=list)
    differing: list[Subtree] = field(default_factory=list)
    count: int = 0

    def page(self, rows: Rows, size: int) -> list[Node]:
        """The rows, of those that the next events complete, that are not as they must be."""
        leaves = derived(rows, self.workspace_id, self.tree.size, min(self.tree.size + PAGE, size))
        first = (self.tree.size - len(self.pending)) // GROUP
        for each in leaves:
            self.tree.append(each)
        held = [*self.pending, *leaves]
        self.pending = held[len(held) - len(held) % GROUP :]
        wrong = _wrong(rows, self.workspace_id, list(tree.grown(first, held, never, self.left)))
        self.note([node for node, _ in wrong])
        return wrong

    def note(self, differing: Sequence[Subtree]) -> None:
        self.count += len(differing)
        self.differing += differing[: MOST_TOLD - len(self.differing)]

    def rebuilt(self) -> Rebuilt:
        return Rebuilt(self.tree.size, self.tree.root(), self.count, tuple(self.differing))


def _finish(work: _Deriving, writing: Writing) -> None:
    """While nobody writes: what was added meanwhile, perhaps to rows that were wrong, and what is no tree's."""
    while work.tree.size < writing.position:
        _mend(writing.rows, work.workspace_id, work.page(writing.rows, writing.position))
    strays = _strays(writing.rows, work.workspace_id, writing.position)
    work.note(strays)
    for node in strays:
        _remove(writing.rows, work.workspace_id, node)


def _mended(workspace_id: str, wrong: Sequence[Node], rows: Rows) -> bool:
    _mend(rows, workspace_id, wrong)
    return False


def _mend(rows: Rows, workspace_id: str, wrong: Sequence[Node]) -> None:
    for node, _ in wrong:
        _remove(rows, workspace_id, node)
    rows.run_many(tree.FILL[rows.dialect.name], [tree.named(workspace_id, node, each) for node, each in wrong])


def _remove(rows: Rows, workspace_id: str, node: Subtree) -> None:
    level, index = node
    rows.run(REMOVE, workspace_id=workspace_id, level=level, first=index, last=index)


def derived(rows: Rows, workspace_id: str, after: int, last: int) -> list[bytes]:
    """The leaves of the events after `after`, from their stored bytes. Raises LeafDiffers."""
    leaves: list[bytes] = []
    for position, stream_id, version, topic, state, recorded_at, kept in rows.all(
        STORED, workspace_id=workspace_id, after=after, last=last
    ):
        found = leaf(
            workspace_id=workspace_id,
            position=position,
            stream_id=stream_id,
            version=version,
            recorded_at=recorded_at,
            topic=topic,
            state=state,
        )
        if position != after + len(leaves) + 1 or found == NO_LEAF or found != stored(kept):
            raise LeafDiffers(after + len(leaves) + 1)
        leaves.append(found)
    if len(leaves) != last - after:
        raise LeafDiffers(after + len(leaves) + 1)
    return leaves


def _wrong(rows: Rows, workspace_id: str, nodes: Sequence[Node]) -> list[Node]:
    """Those whose rows are not there, or say something else."""
    levels: dict[int, list[int]] = {}
    for (level, index), _ in nodes:
        levels.setdefault(level, []).append(index)
    there = {
        (level, index): bytes(hashed)
        for level, indexes in levels.items()
        for index, hashed in rows.all(LEVEL, workspace_id=workspace_id, level=level, first=indexes[0], last=indexes[-1])
    }
    return [(node, hashed) for node, hashed in nodes if there.get(node) != hashed]


def _strays(rows: Rows, workspace_id: str, size: int) -> list[Subtree]:
    """Rows of subtrees that a tree of this size has not."""
    return [(level, index) for level, index in rows.all(STRAY, workspace_id=workspace_id, size=size)]


def _size(rows: Rows, workspace_id: str) -> int:
    head = seen(rows, workspace_id)
    if head is None:
        raise NotFound("workspace", workspace_id)
    return head.position


def never(node: Subtree) -> bytes:
    raise AssertionError(f"{node} was derived before")

"""What the owner of a database can do to it: the triggers are taken away first, and nothing else is in the way."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from goals.ledger import merkle
from goals.ledger.tree import GROUP, LOWEST
from tests.invariants.looking import engine_on, events_of, recomputed

TABLES = ("events", "checkpoints", "ledger_checks")
FAR = 1_000_000


class Owner:
    """Of one workspace. Positions are as they are before it does something."""

    def __init__(self, database_url: str, workspace_id: str) -> None:
        self.database_url, self.workspace_id = database_url, workspace_id
        self._engine = engine_on(database_url)
        with self._engine.begin() as connection:
            _without_triggers(connection)

    def close(self) -> None:
        self._engine.dispose()

    def tell(self, *statements: str, **values: Any) -> None:
        """`:ws` in a statement is the workspace."""
        with self._engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement), {"ws": self.workspace_id, **values} if ":" in statement else {})

    def alter(self, position: int, /, **columns: Any) -> None:
        told = ", ".join(f"{name} = :{name}" for name in columns)
        self.tell(f"UPDATE events SET {told} WHERE workspace_id = :ws AND position = :at", at=position, **columns)

    def delete(self, first: int, last: int) -> None:
        self.tell("DELETE FROM events WHERE workspace_id = :ws AND position BETWEEN :a AND :b", a=first, b=last)

    def move(self, first: int, by: int) -> None:
        """All from a position on, out of the way and back."""
        where = "WHERE workspace_id = :ws AND position >="
        self.tell(f"UPDATE events SET position = position + {FAR} {where} :first", first=first)
        self.tell(f"UPDATE events SET position = position - {FAR} + :by {where} {FAR}", by=by)

    def swap(self, one: int, other: int) -> None:
        for place, to in ((one, FAR), (other, one), (FAR, other)):
            self.alter(place, position=to)

    def insert(self, position: int, like: int, *, version: int = 1, leaf_hash: bytes = bytes(32)) -> None:
        """A copy of another event in a stream of its own."""
        self.tell(
            "INSERT INTO events (workspace_id, position, stream_id, version, topic, state, recorded_at, leaf_hash)"
            " SELECT workspace_id, :at, '00000000-0000-7000-8000-00000000beef', :version, topic, state, recorded_at,"
            " :leaf FROM events WHERE workspace_id = :ws AND position = :like",
            at=position,
            like=like,
            version=version,
            leaf=leaf_hash,
        )

    def set_head(self, position: int) -> None:
        self.tell("UPDATE log_head SET position = :at WHERE workspace_id = :ws", at=position)

    def rehash(self) -> list[bytes]:
        """Every event's leaf hash as it should be of what stands there now."""
        events = events_of(self.database_url, self.workspace_id)
        for event in events:
            self.alter(int(event["position"]), leaf_hash=recomputed(event))
        return [recomputed(event) for event in events]

    def plant(self, leaves: Sequence[bytes], *, highest: int = 62) -> None:
        """The tree's rows as they should be, up to a level; none are left that have no place."""
        self.tell("DELETE FROM tree_nodes WHERE workspace_id = :ws AND level <= :most", most=highest)
        level = LOWEST
        while len(leaves) >> level and level <= highest:
            for index in range(len(leaves) >> level):
                node = merkle.root(leaves[index << level : (index + 1) << level])
                insert = "INSERT INTO tree_nodes (workspace_id, level, idx, hash) VALUES (:ws, :level, :idx, :hash)"
                self.tell(insert, level=level, idx=index, hash=node)
            level += 1

    def forget_rows(self, after: int) -> None:
        """The tree's rows over groups that end behind a position."""
        for level in range(LOWEST, 40):
            where = "WHERE workspace_id = :ws AND level = :level AND idx >= :idx"
            self.tell(f"DELETE FROM tree_nodes {where}", level=level, idx=after >> level)


def group_of(position: int) -> tuple[int, int]:
    """The positions that share a row of the tree's lowest level."""
    first = (position - 1) // GROUP * GROUP + 1
    return first, first + GROUP - 1


def _without_triggers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        for table in TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        return
    found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    for name in found.scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))

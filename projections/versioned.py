"""Read models that keep history: a row is one version of a thing, and the positions between which it stood.

A version stands from `from_position` up to, and not including, `to_position`; the one that stands now has OPEN there.
So the state of a past moment is an indexed look-up, not a replay.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import BigInteger, Column, Index, Table, Text, bindparam, insert, select, update

from goals.database import Prepared, Row, Rows
from goals.facts import Event
from projections.tables import read_model

View = TypeVar("View")
Standing = dict[str, Any]
"""A version's row, not ended yet."""

OPEN = 2**62


def versioned(name: str, *columns: Any) -> Table:
    """A table of versions. `doc` is the thing as JSON; `columns` are what is filtered and sorted by."""
    return read_model(
        name,
        Column("workspace_id", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("from_position", BigInteger, primary_key=True, autoincrement=False),
        Column("to_position", BigInteger, nullable=False),
        Column("version", BigInteger, nullable=False),
        *columns,
        Column("doc", Text, nullable=False),
        Index(f"{name}_standing", "workspace_id", "to_position", "id"),
        sqlite_with_rowid=False,
    )


class Versions:
    """How a versioned table is written and asked."""

    def __init__(self, table: Table) -> None:
        self.table = table
        mine = (table.c.workspace_id == bindparam("workspace_id"), table.c.id == bindparam("id"))
        self._close = Prepared(
            update(table).where(*mine, table.c.to_position == OPEN).values(to_position=bindparam("from_position"))
        )
        self._insert = Prepared(insert(table).values({c.name: bindparam(c.name) for c in table.c}))
        self._at = Prepared(
            select(table.c.doc, table.c.version, table.c.from_position, table.c.to_position)
            .where(*mine, table.c.from_position <= bindparam("position"))
            .order_by(table.c.from_position.desc())
            .limit(1)
        )
        self._all = Prepared(
            select(table.c.doc, table.c.version, table.c.from_position, table.c.to_position)
            .where(*mine)
            .order_by(table.c.from_position)
        )

    def follow(
        self,
        rows: Rows,
        workspace_id: str,
        events: Sequence[Event],
        *,
        opened_by: type,
        decoded: Callable[[str], View],
        evolve: Callable[[View | None, Event], View],
        columns: Callable[[View], Mapping[str, Any]],
    ) -> list[tuple[Event, View]]:
        """Put a version for each event, and say what each came to.

        Events of a thing that does not begin with `opened_by` are passed over: a read model refuses nothing.
        """
        known: dict[str, View] = {}
        put: list[Standing] = []
        followed = []
        for event in events:
            identity, version = event.stream_id, event.version
            before = known.get(identity)
            if before is None and version > 1:
                row = self.at(rows, workspace_id, identity)
                before = None if row is None else decoded(row[0])
            if before is None and not isinstance(event.fact, opened_by):
                continue
            known[identity] = after = evolve(before, event)
            told = {"doc": msgspec.json.encode(after), **columns(after)}
            put.append(self.version(workspace_id, identity, position=event.position, version=version, **told))
            followed.append((event, after))
        self.put(rows, put)
        return followed

    def version(
        self, workspace_id: str, identity: str, *, position: int, version: int, doc: bytes, **columns: Any
    ) -> Standing:
        """The thing as it stands from `position` on."""
        return {
            "workspace_id": workspace_id,
            "id": identity,
            "from_position": position,
            "to_position": OPEN,
            "version": version,
            "doc": doc.decode(),
            **columns,
        }

    def put(self, rows: Rows, versions: Sequence[Standing]) -> None:
        """Add versions, in the order of their positions; each ends the one of the same thing before it."""
        last: dict[str, Standing] = {}
        ended = []
        for each in versions:
            before = last.get(each["id"])
            if before is not None:
                before["to_position"] = each["from_position"]
            elif each["version"] > 1:
                ended.append({name: each[name] for name in ("workspace_id", "id", "from_position")})
            last[each["id"]] = each
        rows.run_many(self._close, ended)
        rows.run_many(self._insert, versions)

    def at(self, rows: Rows, workspace_id: str, identity: str, position: int | None = None) -> Row | None:
        """(doc, version, from_position, to_position) as of a position, now if None; None if there was no such thing.

        The version found last is remembered for all the positions at which it stood.
        """
        asked = OPEN - 1 if position is None else position
        known = self.recalled(rows, workspace_id, identity, asked)
        if known is not None:
            return known
        found = rows.one(self._at, workspace_id=workspace_id, id=identity, position=asked)
        if found is not None:
            rows.remember((self._at, workspace_id, identity), found)
        return found

    def recalled(self, rows: Rows, workspace_id: str, identity: str, position: int) -> Row | None:
        """As `at` has it, if that is what it found last; None if it is to be looked for."""
        known: Row | None = rows.recalled((self._at, workspace_id, identity))
        return known if known is not None and known[2] <= position < known[3] else None

    def all(self, rows: Rows, workspace_id: str, identity: str) -> Sequence[Row]:
        """(doc, version, from_position, to_position) of every version, oldest first."""
        question = (self._all, workspace_id, identity)
        known: Sequence[Row] | None = rows.recalled(question)
        if known is None:
            known = rows.all(self._all, workspace_id=workspace_id, id=identity)
            rows.remember(question, known)
        return known

"""Whether the trail that is served tells of each retarget in the log, and of no other."""

import sqlite3
from collections.abc import Iterator

import psycopg
from sqlalchemy import BigInteger, bindparam, select

from goals.database import Database, Prepared, as_stored
from goals.sides import SIDES, Unfilled
from goals.tables import log_head
from projections import trail
from projections.ledger.examining.places import Places
from projections.ledger.examining.reach import is_out_of_reach
from projections.ledger.examining.stored import Page
from projections.ledger.verifier.finding import TRAIL, Finding, at
from projections.ledger.verifier.moved import RETARGETED

SIDE = Prepared(select(log_head.c.side).where(log_head.c.workspace_id == bindparam("workspace_id")))
POSITIONS = Prepared(
    select(trail.table.c.position)
    .join(
        trail.items,
        (trail.items.c.workspace_id == trail.table.c.workspace_id) & (trail.items.c.position == trail.table.c.position),
    )
    .where(
        trail.table.c.workspace_id == bindparam("workspace_id"),
        trail.table.c.position > bindparam("after", type_=BigInteger),
        trail.table.c.position <= bindparam("last", type_=BigInteger),
    )
)
DERIVED = "Read models are derived from the log, and are no part of it"
COMPARED = f"{DERIVED}. Compared was only which retargets the trail tells of; `goalpost rebuild --check` compares all."
LACKING = "The trail that is served does not tell of what was recorded at {at}: `goalpost rebuild` fills it anew."
FOREIGN = "The trail that is served tells of a retarget at {at}, where none was: `goalpost rebuild` fills it anew."


class Served:
    """`unread` is why the trail could not be compared, empty where it was."""

    def __init__(self, database: Database, workspace_id: str) -> None:
        self._database, self._workspace_id = database, workspace_id
        self._lacking, self._foreign = Places(), Places()
        self._unread = ""

    @property
    def unknown(self) -> str:
        if self._unread:
            return f"{DERIVED}; none was compared ({self._unread}); `goalpost rebuild --check` compares all."
        return COMPARED

    @property
    def findings(self) -> Iterator[Finding]:
        for each, said in ((self._lacking, LACKING), (self._foreign, FOREIGN)):
            if each:
                places = tuple(each.ranges)
                yield Finding(TRAIL, places, said.format(at=at(places)))

    def page(self, page: Page) -> None:
        """Whoever may not read the trail, or finds none, verifies the log all the same."""
        if self._unread:
            return
        try:
            served = self._positions(page)
        except (sqlite3.Error, psycopg.Error, Unfilled) as error:
            if is_out_of_reach(error):
                raise
            self._unread = str(error).partition("\n")[0].rstrip(".")
            return
        recorded = {each.position for each in page.events if each.topic == RETARGETED}
        for each in sorted(recorded ^ served):
            (self._lacking if each in recorded else self._foreign).add(each, each)

    def _positions(self, page: Page) -> set[int]:
        """Raises Unfilled where read models are on no side."""
        with self._database.reading() as rows, as_stored(rows):
            (rows.side,) = rows.one(SIDE, workspace_id=self._workspace_id) or (None,)
            if rows.side not in SIDES:
                raise Unfilled()
            found = rows.all(POSITIONS, workspace_id=self._workspace_id, after=page.after, last=page.last)
        return {position for (position,) in found if isinstance(position, int)}

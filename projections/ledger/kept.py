"""The checkpoints that were obtained from the signer: each is kept, and none is ever changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from goals.database import Prepared, Rows
from goals.hub import Hub
from goals.instants import machine_now, to_us
from goals.ledger.checkpoint import Checkpoint, checkpoint
from goals.ledger.notes import NoteUnusable, VerifierKey, note, verified
from goals.tables import checkpoints

_row: dict[str, Any] = {c.name: bindparam(c.name) for c in checkpoints.c}
KEEP: Mapping[str, Prepared] = {
    "sqlite": Prepared(sqlite.insert(checkpoints).values(_row).on_conflict_do_nothing()),
    "postgresql": Prepared(postgresql.insert(checkpoints).values(_row).on_conflict_do_nothing()),
}
_own = checkpoints.c.workspace_id == bindparam("workspace_id")
THAT = Prepared(
    select(checkpoints.c.note).where(
        _own,
        checkpoints.c.origin == bindparam("origin"),
        checkpoints.c.size == bindparam("size", type_=BigInteger),
        checkpoints.c.note == bindparam("note"),
    )
)
NEWEST = Prepared(
    select(checkpoints.c.note)
    .where(
        _own,
        checkpoints.c.size >= bindparam("least", type_=BigInteger),
        checkpoints.c.size <= bindparam("most", type_=BigInteger),
    )
    .order_by(checkpoints.c.kept_at.desc(), checkpoints.c.size.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Signed:
    """A checkpoint, and the note it is in, as the signer gave it."""

    checkpoint: Checkpoint
    note: str

    def is_by(self, keys: Sequence[VerifierKey]) -> bool:
        """Whether one of these signed it."""
        try:
            return bool(verified(note(self.note), keys))
        except NoteUnusable:
            return False


def keep(hub: Hub, workspace_id: str, text: str) -> Signed:
    """A note that the signer gave, from now on among those that are kept. A power cut may take the last ones."""
    signed = read(text)
    origin, size = signed.checkpoint.origin, signed.checkpoint.size
    about = {"workspace_id": workspace_id, "origin": origin, "size": size, "note": text}

    def piece(rows: Rows) -> bool:
        rows.run(KEEP[rows.dialect.name], **about, kept_at=to_us(machine_now()))
        return False

    with hub.database.reading() as rows:
        is_kept = rows.one(THAT, **about) is not None
    if not is_kept:
        hub.aside(piece)
    return signed


def newest(rows: Rows, workspace_id: str, *, least: int, most: int) -> Signed | None:
    """The last one kept that covers at least, and at most, so many events."""
    found = rows.one(NEWEST, workspace_id=workspace_id, least=least, most=most)
    return None if found is None else read(found[0])


def read(text: str) -> Signed:
    """Raises NoteUnusable."""
    return Signed(checkpoint(note(text).text), text)

"""The keys that seal personal text, one per subject, in a database of their own: destroying one erases the text."""

from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, bindparam, select
from sqlalchemy import Text as TextColumn
from sqlalchemy.dialects import postgresql, sqlite

from goals.database import Database, Prepared, Rows
from goals.sealing import Erased, Sealed, Text, new_key, seal, unseal

keyring = MetaData()

sealing_keys = Table(
    "sealing_keys",
    keyring,
    Column("workspace_id", TextColumn, primary_key=True),
    Column("subject", TextColumn, primary_key=True),
    Column("key", LargeBinary, nullable=False),
)

ERASED = "[erased]"

_mine = (
    sealing_keys.c.workspace_id == bindparam("workspace_id"),
    sealing_keys.c.subject == bindparam("subject"),
)
FIND = Prepared(select(sealing_keys.c.key).where(*_mine))
_values: dict[str, Any] = {column.name: bindparam(column.name) for column in sealing_keys.c}
ADD = {
    "sqlite": Prepared(sqlite.insert(sealing_keys).values(_values).on_conflict_do_nothing()),
    "postgresql": Prepared(postgresql.insert(sealing_keys).values(_values).on_conflict_do_nothing()),
}


class Keyring:
    """Seals and opens a workspace's personal texts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seal(self, workspace_id: str, text: str, *, subject: str) -> Sealed:
        """`text` under the subject's key, which is made if there is none."""
        with self._database.writing() as rows:
            if _find(rows, workspace_id, subject) is None:
                rows.run(ADD[rows.dialect.name], workspace_id=workspace_id, subject=subject, key=new_key())
            key = _find(rows, workspace_id, subject)
        assert key is not None
        return seal(text, subject=subject, key=key)

    def open(self, workspace_id: str, text: Text | None) -> str | None:
        """The text as it was given; ERASED if its key is gone."""
        if not isinstance(text, Sealed):
            return text
        with self._database.reading() as rows:
            key = _find(rows, workspace_id, text.subject)
        if key is None:
            return ERASED
        try:
            return unseal(text, key=key)
        except Erased:
            return ERASED


def _find(rows: Rows, workspace_id: str, subject: str) -> bytes | None:
    found = rows.one(FIND, workspace_id=workspace_id, subject=subject)
    return None if found is None else bytes(found[0])

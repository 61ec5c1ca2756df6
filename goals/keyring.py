"""The keys that seal personal text, one per subject, in a database of their own: destroying one erases the text.

Beside them stands the directory: who a subject is, sealed under the same key. Nothing of it is remembered by a process.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, bindparam, delete, select
from sqlalchemy import Text as TextColumn
from sqlalchemy.dialects import postgresql, sqlite

from goals.database import Database, Prepared, Rows
from goals.sealing import Erased, Sealed, Text, new_key, seal, unseal

keyring = MetaData()


def _named(name: str, *more: Column[Any]) -> Table:
    return Table(
        name,
        keyring,
        Column("workspace_id", TextColumn, primary_key=True),
        Column("subject", TextColumn, primary_key=True),
        *more,
    )


sealing_keys = _named("sealing_keys", Column("key", LargeBinary, nullable=False))
former_keys = _named(
    "former_keys",
    Column("erasure_id", TextColumn, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
)
"""Keys set aside for an erasure: they seal nothing new, open until it is recorded, and are destroyed then."""

erasures_begun = _named("erasures_begun", Column("erasure_id", TextColumn, primary_key=True))
"""The erasures for which keys were set aside, until nothing is left to be done for them."""

subject_entries = _named(
    "subject_entries",
    Column("nonce", LargeBinary, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
)
"""The directory: who a subject is, under its key."""

HOLDING_KEYS = (sealing_keys, former_keys, subject_entries)
ERASED = "[erased]"


def of_subject(table: Table) -> tuple[Any, Any]:
    return table.c.workspace_id == bindparam("workspace_id"), table.c.subject == bindparam("subject")


def added(table: Table) -> dict[str, Prepared]:
    """By dialect: a row, unless there is one."""
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.c}
    return {
        "sqlite": Prepared(sqlite.insert(table).values(values).on_conflict_do_nothing()),
        "postgresql": Prepared(postgresql.insert(table).values(values).on_conflict_do_nothing()),
    }


FIND = Prepared(select(sealing_keys.c.key).where(*of_subject(sealing_keys)))
FORMER = Prepared(select(former_keys.c.key).where(*of_subject(former_keys)).distinct())
ADD = added(sealing_keys)
ENTRY = Prepared(select(subject_entries.c.nonce, subject_entries.c.ciphertext).where(*of_subject(subject_entries)))
ADD_ENTRY = added(subject_entries)
DROP_ENTRY = Prepared(delete(subject_entries).where(*of_subject(subject_entries)))
NAMES = [
    Prepared(select(table.c.subject).where(table.c.workspace_id == bindparam("workspace_id")).distinct())
    for table in HOLDING_KEYS
]
ANY = [
    Prepared(select(table.c.subject).where(table.c.workspace_id == bindparam("workspace_id")).limit(1))
    for table in (sealing_keys, former_keys)
]


class Keyring:
    """Finds keys, and opens personal texts. Asks `within` a transaction of the same database, where there is one.

    `drawn` are keys, by workspace and subject, that open as well, and are not stored yet.
    """

    def __init__(
        self, database: Database, *, within: Rows | None = None, drawn: Mapping[tuple[str, str], bytes] | None = None
    ) -> None:
        self._database = database
        self._within = within
        self._drawn = drawn or {}

    def within(self, rows: Rows) -> "Keyring":
        return Keyring(self._database, within=rows, drawn=self._drawn)

    def knowing(self, drawn: Mapping[tuple[str, str], bytes]) -> "Keyring":
        return Keyring(self._database, within=self._within, drawn=drawn)

    def key(self, workspace_id: str, subject: str) -> bytes | None:
        """The one that seals for the subject now; None where none is stored."""
        with self._reading() as rows:
            return _find(rows, workspace_id, subject)

    def are_present(self, workspace_id: str, keys: Mapping[str, bytes | None]) -> bool:
        """Whether each subject's key is still the one that seals, and where it is None, still none does."""
        with self._reading() as rows:
            return all(_find(rows, workspace_id, subject) == key for subject, key in keys.items())

    def open(self, workspace_id: str, text: Text | None) -> str | None:
        """The text as it was given; ERASED if its key is gone."""
        return Opener(self, workspace_id)(text)

    def keys(self, workspace_id: str, subject: str) -> Sequence[bytes]:
        """All that may open something of the subject."""
        drawn = self._drawn.get((workspace_id, subject))
        with self._reading() as rows:
            found = opening(rows, workspace_id, subject)
        return found if drawn is None else [drawn, *found]

    def entry(self, workspace_id: str, subject: str) -> Sealed | None:
        """Who the subject is, as the directory has it."""
        with self._reading() as rows:
            return entry(rows, workspace_id, subject)

    def names(self, workspace_id: str) -> set[str]:
        """The subjects of whom something can be opened."""
        with self._reading() as rows:
            return {row[0] for each in NAMES for row in rows.all(each, workspace_id=workspace_id)}

    def opens_any(self, workspace_id: str) -> bool:
        """Whether there is a key that opens something in the workspace."""
        with self._reading() as rows:
            return any(rows.one(each, workspace_id=workspace_id) is not None for each in ANY)

    def _reading(self) -> AbstractContextManager[Rows]:
        return self._database.reading() if self._within is None else nullcontext(self._within)


class Opener:
    """Opens texts for one answer; `opened` are the subjects whose text it holds."""

    def __init__(self, keyring: Keyring, workspace_id: str, opened: set[str] | None = None) -> None:
        self.opened = set() if opened is None else opened
        self._keyring = keyring
        self._workspace_id = workspace_id
        self._keys: dict[str, Sequence[bytes]] = {}

    def __call__(self, text: Text | None) -> str | None:
        """The text as it was given; ERASED if its key is gone."""
        if not isinstance(text, Sealed):
            return text
        if text.subject not in self._keys:
            self._keys[text.subject] = self._keyring.keys(self._workspace_id, text.subject)
        found = opened_by(text, self._keys[text.subject])
        if found is None:
            return ERASED
        self.opened.add(text.subject)
        return found


def opened_by(text: Sealed, keys: Iterable[bytes]) -> str | None:
    """None where none of the keys opens it."""
    for key in keys:
        try:
            return unseal(text, key=key)
        except Erased:
            continue
    return None


def made(rows: Rows, workspace_id: str, subject: str) -> bytes:
    """The key that seals for the subject, made if there is none."""
    return stored(rows, workspace_id, new_key(), subject=subject)


def stored(rows: Rows, workspace_id: str, key: bytes, *, subject: str) -> bytes:
    """The key that seals for the subject: `key`, unless there is another."""
    rows.run(ADD[rows.dialect.name], workspace_id=workspace_id, subject=subject, key=key)
    found = _find(rows, workspace_id, subject)
    assert found is not None
    return found


def opening(rows: Rows, workspace_id: str, subject: str) -> list[bytes]:
    """The keys that open something of the subject: that which seals now, if there is one, and those set aside."""
    present = _find(rows, workspace_id, subject)
    former = [bytes(row[0]) for row in rows.all(FORMER, workspace_id=workspace_id, subject=subject)]
    return former if present is None else [present, *former]


def entry(rows: Rows, workspace_id: str, subject: str) -> Sealed | None:
    found = rows.one(ENTRY, workspace_id=workspace_id, subject=subject)
    return None if found is None else Sealed(subject=subject, nonce=bytes(found[0]), ciphertext=bytes(found[1]))


def enter(rows: Rows, workspace_id: str, told: str, *, subject: str) -> None:
    """Put into the directory who the subject is, whatever it said before."""
    sealed = seal(told, subject=subject, key=made(rows, workspace_id, subject))
    drop_entry(rows, workspace_id, subject)
    rows.run(
        ADD_ENTRY[rows.dialect.name],
        workspace_id=workspace_id,
        subject=subject,
        nonce=sealed.nonce,
        ciphertext=sealed.ciphertext,
    )


def drop_entry(rows: Rows, workspace_id: str, subject: str) -> None:
    rows.run(DROP_ENTRY, workspace_id=workspace_id, subject=subject)


def _find(rows: Rows, workspace_id: str, subject: str) -> bytes | None:
    found = rows.one(FIND, workspace_id=workspace_id, subject=subject)
    return None if found is None else bytes(found[0])

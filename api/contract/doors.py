"""What every route is given: the database, the hub, the keys, and what signs and seals."""

import secrets as randomness
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from threading import BoundedSemaphore, Event
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from api.contract.callers import Callers
from api.contract.cursors import Cursors
from api.contract.moments import Moment
from api.contract.tables import secrets
from api.settings import Settings
from goals.database import Database, Prepared, Rows
from goals.event_log import seen
from goals.hub import Hub
from goals.keyring import Keyring, Opener
from goals.window import local_day
from projections import catalogue, workspaces
from projections.answers.asking import Asking
from projections.ledger.signer.asking import Signing
from projections.lookups import ReadModelLookups

SECRET_BYTES = 32
KEYS_POOL_SIZE = 10
CURSORS = "cursors"

_values: dict[str, Any] = {column.name: bindparam(column.name) for column in secrets.c}
FIND = Prepared(select(secrets.c.value).where(secrets.c.name == bindparam("name")))
ADD = {
    "sqlite": Prepared(sqlite.insert(secrets).values(_values).on_conflict_do_nothing()),
    "postgresql": Prepared(postgresql.insert(secrets).values(_values).on_conflict_do_nothing()),
}


@dataclass(frozen=True, kw_only=True)
class Doors:
    settings: Settings
    database: Database
    hub: Hub
    keyring: Keyring
    keys_database: Database
    callers: Callers
    cursors: Cursors
    draining: Event
    streaming: BoundedSemaphore
    signer: Signing

    def asking(
        self,
        rows: Rows,
        workspace_id: str,
        *,
        position: int,
        as_of: datetime,
        on: date | None = None,
        opened: set[str] | None = None,
    ) -> Asking:
        """The circumstances of a question; `on` is the day of `as_of` in the workspace unless given.

        To `opened` the subjects are added whose text the answer holds.
        """
        if rows.side is None:
            seen(rows, workspace_id)
        workspace = workspaces.at(rows, workspace_id, position)
        keyring = self.keyring_with(rows)
        return Asking(
            rows=rows,
            workspace_id=workspace_id,
            position=position,
            as_of=as_of,
            on=local_day(as_of, workspace.policy.tz) if on is None else on,
            workspace=workspace,
            open_text=Opener(keyring, workspace_id, opened),
            is_on_given=on is not None,
            keyring=keyring,
        )

    def asking_at(self, rows: Rows, workspace_id: str, moment: Moment, *, opened: set[str]) -> Asking:
        """The circumstances of a question about a moment."""
        return self.asking(
            rows, workspace_id, position=moment.position, as_of=moment.as_of, on=moment.on, opened=opened
        )

    @property
    def shares_keys(self) -> bool:
        """Whether the keys are in the log's own database."""
        return self.keys_database.url == self.database.url

    def keyring_with(self, rows: Rows) -> Keyring:
        """The keys as a transaction of the log's, `rows`, has them: with what was done about them earlier in it."""
        return self.keyring.within(rows) if self.shares_keys else self.keyring

    @contextmanager
    def keys_writing(self, rows: Rows) -> Iterator[Rows]:
        """A transaction of the keys' database, committed before that of the log, whose `rows` these are: the same one,
        where they share a database."""
        if self.shares_keys:
            yield rows
        else:
            with self.keys_database.writing() as keys:
                yield keys

    def close(self) -> None:
        self.callers.close()
        self.database.close()
        self.keys_database.close()


def opened(settings: Settings) -> Doors:
    """Everything put together; nothing is connected to before the first request."""
    database = Database(settings.database_url, pool_size=settings.pool_size, lock_timeout_s=settings.lock_timeout_s)
    keys_database = Database(settings.sealing_url, pool_size=KEYS_POOL_SIZE, lock_timeout_s=settings.lock_timeout_s)
    return Doors(
        settings=settings,
        database=database,
        hub=Hub(database, project=catalogue.project, lookups=ReadModelLookups),
        keyring=Keyring(keys_database),
        keys_database=keys_database,
        callers=Callers(database, remembered_s=settings.keys_remembered_s),
        cursors=Cursors(_secret_of(settings, database)),
        draining=Event(),
        streaming=BoundedSemaphore(settings.most_streams),
        signer=Signing(settings.signer_address, settings.signer_secret),
    )


def _secret_of(settings: Settings, database: Database) -> Callable[[], bytes]:
    if settings.cursor_secret:
        return settings.cursor_secret.encode
    return partial(kept_secret, database, CURSORS)


def kept_secret(database: Database, name: str) -> bytes:
    """The server's secret of that name, the same in every process; made when it is first asked for."""
    with database.writing() as rows:
        rows.run(ADD[rows.dialect.name], name=name, value=randomness.token_bytes(SECRET_BYTES))
        found = rows.one(FIND, name=name)
    assert found is not None
    return bytes(found[0])

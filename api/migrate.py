"""Making the tables, in one step before anything is served, never by racing workers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, bindparam, exists, select, text

from api.contract.tables import contract
from goals.database import Database, Prepared
from goals.hub import Hub
from goals.keyring import keyring
from goals.sides import SIDES
from goals.tables import durable, log_head
from projections.catalogue import project, read_models
from projections.lookups import lookups_in
from projections.rebuild import RebuildUnderWay, rebuild
from projections.workspaces import workspaces as opened

DURABLE = [durable, contract]
STEPS = Path(__file__).parent / "migrations"
OWNER_ONLY = 0o600
LOCK = 0x676F616C
PAUSE_S = 0.2

UNFILLED = Prepared(
    select(log_head.c.workspace_id).where(
        log_head.c.side == bindparam("side"),
        log_head.c.position > 0,
        ~exists().where(opened.c.workspace_id == log_head.c.workspace_id).correlate(log_head),
    )
)


def migrate(database_url: str, keys_url: str) -> None:
    """Bring both databases' tables up to date, and fill read models that lack. Any number may do so at once: one does,
    the others wait."""
    database = Database(database_url, pool_size=2)
    keys = Database(keys_url, pool_size=1)
    if keys.path is not None and keys_url != database_url:
        _make_private(keys.path)
    try:
        with _alone(database) as connection:
            command.upgrade(_steps(connection), "head")
            read_models.create_all(connection)
        with _alone(keys) as connection:
            keyring.create_all(connection)
        _fill(database)
    finally:
        database.close()
        keys.close()


def _make_private(path: Path) -> None:
    """Whoever else is on this machine does not read the keys; what is written beside the file inherits its mode."""
    path.touch(mode=OWNER_ONLY)
    path.chmod(OWNER_ONLY)


def is_current(database: Database) -> bool:
    """Whether every step was taken. Asks the database, changes nothing."""

    with database.engine.connect() as connection:
        taken = MigrationContext.configure(connection).get_current_revision()
        return taken == ScriptDirectory.from_config(_steps(connection)).get_current_head()


def _fill(database: Database) -> None:
    """Where a step took read models away, they are filled again before anything is served."""
    hub = Hub(database, project=project, lookups=lookups_in)
    for workspace_id in _unfilled(database):
        while workspace_id in _unfilled(database):
            try:
                rebuild(hub, workspace_id)
                break
            except RebuildUnderWay:
                sleep(PAUSE_S)


def _unfilled(database: Database) -> list[str]:
    """The workspaces that have events, and read models that know of none."""
    found: list[str] = []
    for side in SIDES:
        with database.reading() as rows:
            rows.side = side
            found += [row[0] for row in rows.all(UNFILLED, side=side)]
    return found


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A transaction that no other migration shares."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.exec_driver_sql("COMMIT")
        else:
            connection.exec_driver_sql("BEGIN")
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection
            connection.exec_driver_sql("COMMIT")


def _steps(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    return config

"""Making the tables, in one step before anything is served, never by racing workers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from api.contract.tables import contract
from api.read_model_tables import has_every_table, make_anew, unfilled
from goals.database import Database
from goals.hub import Hub
from goals.keyring import keyring
from goals.tables import durable
from projections.catalogue import project
from projections.ledger import planting
from projections.ledger.trees import LeafDiffers
from projections.lookups import lookups_in
from projections.rebuild import RebuildLost, RebuildUnderWay, rebuild

DURABLE = [durable, contract]
STEPS = Path(__file__).parent / "migrations"
OWNER_ONLY = 0o600
LOCK = 0x676F616C
PAUSE_S = 0.2


def migrate(database_url: str, keys_url: str) -> list[str]:
    """Bring both databases' tables up to date, and fill trees and read models that lack. Any number may do so at once:
    one makes tables, the others wait. Answers sentences about the logs that no tree could be made of."""
    database = Database(database_url, pool_size=2)
    keys = Database(keys_url, pool_size=1)
    if keys.path is not None and keys_url != database_url:
        _make_private(keys.path)
    try:
        with _alone(database) as connection:
            command.upgrade(_steps(connection), "head")
            make_anew(connection)
        with _alone(keys) as connection:
            keyring.create_all(connection)
        refused = _plant(database)
        _fill(database)
        return refused
    finally:
        database.close()
        keys.close()


def _make_private(path: Path) -> None:
    """Whoever else is on this machine does not read the keys; what is written beside the file inherits its mode."""
    path.touch(mode=OWNER_ONLY)
    path.chmod(OWNER_ONLY)


def is_current(database: Database) -> bool:
    """Whether every step was taken, and all read models are filled. Asks the database, changes nothing."""
    if not (has_every_step(database) and has_every_table(database)):
        return False
    return not unfilled(database)


def has_logs(database: Database) -> bool:
    """Whether the tables are there that the logs, and what is found out about them, are in."""
    with database.engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
    return all(there.issuperset(each.tables) for each in DURABLE)


def has_every_step(database: Database) -> bool:
    """Whether the tables that are no read models are those of this release."""
    with database.engine.connect() as connection:
        taken = MigrationContext.configure(connection).get_current_revision()
        return taken == ScriptDirectory.from_config(_steps(connection)).get_current_head()


def _plant(database: Database) -> list[str]:
    """Where events were recorded before there were trees, theirs are made; sentences about the logs whose are not."""
    hub = Hub(database, project=project, lookups=lookups_in)
    refused = []
    for workspace_id in planting.lacking(database):
        try:
            planting.fill(hub, workspace_id)
        except LeafDiffers as differs:
            refused.append(f"The log of {workspace_id} was given no tree. {differs.message}")
    return refused


def _fill(database: Database) -> None:
    """Where read models are on no side, they are filled before anything about them is served."""
    hub = Hub(database, project=project, lookups=lookups_in)
    for workspace_id in unfilled(database):
        while workspace_id in unfilled(database):
            try:
                rebuild(hub, workspace_id)
            except (RebuildUnderWay, RebuildLost):
                sleep(PAUSE_S)


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

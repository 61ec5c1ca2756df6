"""What an older database becomes."""

import pytest
from alembic import command
from sqlalchemy import text

from api import migrate as steps
from api.migrate import migrate
from goals.database import Database
from tests.cli.conftest import Shell
from tests.sides import table_on

BEFORE_SIDES = "0001"


@pytest.fixture
def older(shell: Shell) -> Shell:
    """As a release left it whose read models had one side: filled by nothing that this one reads."""
    shell.json("workspace", "open", "acme")
    database = Database(shell.url, pool_size=1)
    with database.engine.begin() as connection:
        for name in ("trail", "goals"):
            connection.execute(text(f"CREATE TABLE {name} (workspace_id TEXT)"))
        for side in "ab":
            connection.execute(text(f"DELETE FROM {table_on('workspace_versions', side)}"))
        connection.execute(text("ALTER TABLE log_head DROP COLUMN side"))
        command.stamp(steps._steps(connection), BEFORE_SIDES)
    database.close()
    return shell


def tables(url: str) -> set[str]:
    database = Database(url, pool_size=1)
    with database.engine.connect() as connection:
        found = set(database.dialect.get_table_names(connection))
    database.close()
    return found


def test_an_older_databases_read_models_are_filled_again_where_they_are_read_now(older: Shell):
    assert older("rebuild").exit_code == 3
    migrate(older.url, older.url)
    assert older.json("rebuild", "--check") == [{"workspace": "acme", "position": 1, "difference": None}]


def test_an_older_databases_read_models_are_taken_away(older: Shell):
    assert {"goals", "trail"} <= tables(older.url)
    migrate(older.url, older.url)
    assert not {"goals", "trail"} & tables(older.url)


def test_a_database_that_is_up_to_date_is_left_as_it_is(older: Shell):
    migrate(older.url, older.url)
    before = tables(older.url)
    migrate(older.url, older.url)
    assert tables(older.url) == before
    assert older.json("rebuild", "--check")[0]["difference"] is None

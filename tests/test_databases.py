"""The databases the tests are given."""

import psycopg
import sqlalchemy
from sqlalchemy import text


def _engine(url: str) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))


def _tables(url: str) -> list[str]:
    engine = _engine(url)
    with engine.begin() as connection:
        found = sqlalchemy.inspect(connection).get_table_names()
        connection.execute(text("CREATE TABLE seen (id INTEGER PRIMARY KEY)"))
    engine.dispose()
    return found


def test_a_database_starts_empty(database_url: str):
    assert _tables(database_url) == []


def test_a_database_is_not_shared_with_the_test_before(database_url: str):
    assert _tables(database_url) == []


def test_a_migrated_database_is_not_shared_with_the_test_before(migrated_url: str):
    assert "seen" not in _tables(migrated_url)


def test_a_migrated_database_is_a_copy(migrated_url: str):
    assert "seen" not in _tables(migrated_url)


def test_the_server_is_at_least_postgresql_15(postgres_url: str):
    with psycopg.connect(postgres_url) as connection:
        assert connection.info.server_version >= 15_00_00

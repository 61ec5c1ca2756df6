"""Sealed text is opened by its subject's key alone; without the key it is erased."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from goals.database import Database
from goals.identity import new_id
from goals.keyring import ERASED, Keyring, made
from goals.sealing import Sealed, seal

SAID = "Ana is ill"


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    opened = Database(migrated_url, pool_size=2)
    yield opened
    opened.close()


def sealed(database: Database, workspace_id: str, *, subject: str = "ana") -> Sealed:
    with database.writing() as rows:
        return seal(SAID, subject=subject, key=made(rows, workspace_id, subject))


def test_what_was_sealed_is_opened(database: Database) -> None:
    keyring, workspace_id = Keyring(database), new_id()
    hers = sealed(database, workspace_id)
    assert SAID.encode() not in hers.ciphertext
    assert keyring.open(workspace_id, hers) == SAID


def test_plain_text_and_nothing_pass_as_they_are(database: Database) -> None:
    keyring = Keyring(database)
    assert keyring.open(new_id(), "as it is") == "as it is"
    assert keyring.open(new_id(), None) is None


def test_without_its_key_it_is_erased(database: Database) -> None:
    keyring, workspace_id = Keyring(database), new_id()
    hers = sealed(database, workspace_id)
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM sealing_keys"))
    assert keyring.open(workspace_id, hers) == ERASED


def test_another_subjects_key_does_not_open_it(database: Database) -> None:
    keyring, workspace_id = Keyring(database), new_id()
    hers = sealed(database, workspace_id)
    sealed(database, workspace_id, subject="bob")
    assert keyring.open(workspace_id, replace(hers, subject="bob")) == ERASED


def test_another_workspaces_key_does_not_open_it(database: Database) -> None:
    assert Keyring(database).open(new_id(), sealed(database, new_id())) == ERASED

"""Sealed text is opened by its subject's key alone; without the key it is erased."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from goals.database import Database
from goals.identity import new_id
from goals.keyring import ERASED, Keyring


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    opened = Database(migrated_url, pool_size=2)
    yield opened
    opened.close()


def test_what_was_sealed_is_opened(database: Database) -> None:
    keyring, workspace_id = Keyring(database), new_id()
    sealed = keyring.seal(workspace_id, "Ana is ill", subject="ana")
    assert b"Ana is ill" not in sealed.ciphertext
    assert keyring.open(workspace_id, sealed) == "Ana is ill"


def test_plain_text_and_nothing_pass_as_they_are(database: Database) -> None:
    keyring = Keyring(database)
    assert keyring.open(new_id(), "as it is") == "as it is"
    assert keyring.open(new_id(), None) is None


def test_without_its_key_it_is_erased(database: Database) -> None:
    keyring, workspace_id = Keyring(database), new_id()
    sealed = keyring.seal(workspace_id, "Ana is ill", subject="ana")
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM sealing_keys"))
    assert keyring.open(workspace_id, sealed) == ERASED


def test_another_subjects_key_does_not_open_it(database: Database) -> None:
    keyring, workspace_id = Keyring(database), new_id()
    sealed = keyring.seal(workspace_id, "Ana is ill", subject="ana")
    keyring.seal(workspace_id, "", subject="bob")
    assert keyring.open(workspace_id, replace(sealed, subject="bob")) == ERASED


def test_another_workspaces_key_does_not_open_it(database: Database) -> None:
    keyring = Keyring(database)
    sealed = keyring.seal(new_id(), "Ana is ill", subject="ana")
    assert keyring.open(new_id(), sealed) == ERASED

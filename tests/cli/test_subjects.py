"""Subjects at the shell: listed, shown, erased."""

import pytest

from api.app import create_app
from api.contract.doors import Doors
from api.settings import Settings
from goals import keyring
from goals.database import Database
from goals.erasing import Erasure, set_aside
from goals.identity import new_id
from tests.cli.conftest import Shell

ERASE = ("--ground", "request_of_the_subject", "--asked-by", "s-1", "--reason", "Asked for in writing")
ENTRY = '{"name": "Ana Example", "email": "ana@example.com", "about": null}'


@pytest.fixture
def acme(shell: Shell) -> Shell:
    """Whose directory knows s-1."""
    workspace_id = shell.json("workspace", "open", "acme")["id"]
    keys = Database(shell.url, pool_size=1)
    with keys.writing() as rows:
        keyring.enter(rows, workspace_id, ENTRY, subject="s-1")
    keys.close()
    return shell


def test_a_subject_is_listed_and_shown_with_its_entry(acme: Shell):
    (told,) = acme.json("subject", "list", "--workspace", "acme")
    assert (told["id"], told["name"], told["email"]) == ("s-1", "Ana Example", "ana@example.com")
    assert acme.json("subject", "show", "--workspace", "acme", "s-1") == told
    assert "Ana Example" in acme("subject", "list", "--workspace", "acme").stdout
    assert "email: ana@example.com" in acme("subject", "show", "--workspace", "acme", "s-1").stdout


def test_an_erased_subject_is_told_without_its_name(acme: Shell):
    assert acme("subject", "erase", "--workspace", "acme", "s-1", *ERASE).stdout == "s-1 is erased.\n"
    (told,) = acme.json("subject", "list", "--workspace", "acme")
    assert (told["name"], told["is_readable"], told["erasures"][0]["asked_by"]) == (None, False, "s-1")
    again = acme("subject", "erase", "--workspace", "acme", "s-1", *ERASE)
    assert again.stdout == "Nothing of s-1 could be read any more.\n"


def test_whoever_asked_for_it_is_an_opaque_id(acme: Shell):
    said = ("--ground", "other", "--asked-by", "ana@example.com", "--reason", "Asked for in writing")
    refused = acme("subject", "erase", "--workspace", "acme", "s-1", *said)
    assert refused.exit_code == 2
    assert "it stays in the log for ever" in " ".join(refused.stderr.split())


@pytest.mark.parametrize("command", [("show",), ("erase", *ERASE)])
def test_a_subject_that_nobody_knows_is_refused(acme: Shell, command: tuple[str, ...]):
    refused = acme("subject", command[0], "--workspace", "acme", "nobody", *command[1:])
    assert refused.exit_code == 1
    assert "There is no subject nobody" in refused.stderr


def test_the_doctor_settles_an_erasure_that_was_begun_and_never_recorded(acme: Shell):
    app = create_app(Settings(database_url=acme.url, keys_url=acme.url, pool_size=3))
    doors: Doors = app.extensions["goalpost"]
    workspace_id, _ = doors.hub.workspace_named("acme")
    with doors.keys_database.writing() as keys:
        set_aside(keys, Erasure(workspace_id, "s-1", new_id()))
    doors.close()
    checks = [each for each in acme("doctor").stdout.splitlines() if "erasures" in each]
    assert checks == []
    assert acme.json("subject", "show", "--workspace", "acme", "s-1")["name"] == "Ana Example"

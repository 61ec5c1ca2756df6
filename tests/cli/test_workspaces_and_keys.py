"""Opening workspaces, and letting people and programs in."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Shell


@pytest.fixture
def acme(shell: Shell) -> Shell:
    shell.json("workspace", "open", "acme")
    return shell


def test_a_workspace_is_listed_with_its_kind(shell: Shell):
    opened = shell.json("workspace", "open", "trial", "--test")
    assert shell.json("workspace", "list") == [{"id": opened["id"], "name": "trial", "kind": "test"}]


def test_a_name_is_given_once(acme: Shell):
    again = acme("workspace", "open", "acme")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "There is a workspace named 'acme' already" in again.stderr


def test_a_refusal_has_a_code_where_json_is_asked_for(acme: Shell):
    again = acme("workspace", "open", "acme", "--json")
    assert '"code": "name-taken"' in again.stderr


@pytest.mark.parametrize("name", ["", " ", " padded", "two\nlines", "x" * 101])
def test_a_name_can_be_read(shell: Shell, name: str):
    assert shell("workspace", "open", name).exit_code == 2


def test_a_key_stands_alone_on_standard_output(acme: Shell):
    made = acme("key", "create", "--workspace", "acme", "--role", "viewer")
    assert re.fullmatch(r"gp_live_[0-9a-z]{8}_[A-Za-z0-9_-]{43}\n", made.stdout)
    assert made.stderr == ""


def test_a_key_of_a_test_workspace_says_so(shell: Shell):
    shell.json("workspace", "open", "trial", "--test")
    assert shell.json("key", "create", "--workspace", "trial", "--role", "admin")["key"].startswith("gp_test_")


def test_a_key_is_made_for_its_role_unless_an_actor_is_named(acme: Shell):
    made = acme.json("key", "create", "--workspace", "acme", "--role", "contributor")
    assert (made["actor_type"], made["actor"]) == ("service", "contributor")


def test_a_key_made_for_an_actor_is_a_users(acme: Shell):
    made = acme.json("key", "create", "--workspace", "acme", "--role", "owner", "--actor", "ana")
    assert (made["actor_type"], made["actor"]) == ("user", "ana")


def test_a_list_of_keys_shows_no_secret(acme: Shell):
    token = acme.json("key", "create", "--workspace", "acme", "--role", "owner")["key"]
    assert token.split("_", 3)[3] not in acme("key", "list", "--workspace", "acme").stdout


def test_a_revoked_key_is_listed_as_revoked(acme: Shell):
    made = acme.json("key", "create", "--workspace", "acme", "--role", "owner")
    assert acme.json("key", "revoke", "--workspace", "acme", made["id"])["revoked_at"] is not None
    assert "revoked" in acme("key", "list", "--workspace", "acme").stdout


def test_a_key_of_another_workspace_is_not_revoked(acme: Shell):
    made = acme.json("key", "create", "--workspace", "acme", "--role", "owner")
    acme.json("workspace", "open", "other")
    assert acme("key", "revoke", "--workspace", "other", made["id"]).exit_code == 1
    assert "valid" in acme("key", "list", "--workspace", "acme").stdout


def test_a_key_expires_at_the_beginning_of_the_day_named(acme: Shell):
    made = acme.json("key", "create", "--workspace", "acme", "--role", "owner", "--expires", "2999-01-31")
    assert made["expires_at"] == "2999-01-31T00:00:00.000000Z"


@pytest.mark.parametrize("moment", ["2001-01-01", "tomorrow", "2999-13-01", "2999-01-01T00:00:00"])
def test_a_key_expires_in_the_future(acme: Shell, moment: str):
    made = acme("key", "create", "--workspace", "acme", "--role", "owner", "--expires", moment)
    assert made.exit_code == 2


def test_an_unknown_role_is_a_usage_error_that_names_the_roles(acme: Shell):
    made = acme("key", "create", "--workspace", "acme", "--role", "king")
    assert made.exit_code == 2
    assert "viewer" in made.stderr


def test_an_actor_is_no_mail_with_spaces(acme: Shell):
    made = acme("key", "create", "--workspace", "acme", "--role", "owner", "--actor", "Ana Maria")
    assert made.exit_code == 2


def test_an_unknown_workspace_is_refused_in_one_sentence(shell: Shell):
    made = shell("key", "list", "--workspace", "nowhere")
    assert (made.exit_code, made.stderr.count("\n")) == (1, 1)


def test_without_tables_a_command_says_to_migrate(bare: Shell):
    listed = bare("workspace", "list")
    assert listed.exit_code == 3
    assert "goalpost migrate" in listed.stderr


def test_migrating_makes_the_tables_and_migrating_again_does_no_harm(bare: Shell):
    for _ in range(2):
        assert bare("migrate").exit_code == 0
    assert bare.json("workspace", "list") == []


def test_a_missing_database_is_not_made_by_looking(run: Run, tmp_path: object):
    listed = run("workspace", "list")
    assert listed.returncode == 3
    assert "There is no database goalpost.sqlite" in listed.stderr
    assert run("doctor").returncode == 3


def test_a_database_out_of_reach_is_one_sentence_and_exit_code_3(run: Run):
    listed = run("workspace", "list", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (listed.returncode, listed.stdout) == (3, "")
    assert "Traceback" not in listed.stderr
    assert listed.stderr.startswith("The database cannot be used: ")


def test_a_setting_that_cannot_be_read_is_named(run: Run):
    listed = run("workspace", "list", PORT="http")
    assert listed.returncode == 2
    assert "PORT" in listed.stderr


def test_the_database_of_a_fresh_directory_is_goalpost_sqlite(run: Run):
    assert run("migrate").returncode == 0
    assert run("workspace", "open", "acme").returncode == 0
    key = run("key", "create", "--workspace", "acme", "--role", "admin")
    assert re.fullmatch(r"gp_live_\S+\n", key.stdout)


def test_help_tells_the_exit_codes_and_how_to_complete(shell: Shell):
    told = shell("--help").stdout
    assert "Exit codes" in told
    assert "_GOALPOST_COMPLETE" in told


def test_a_command_that_needs_no_routes_waits_for_none():
    asked = "import sys; from api.cli import main; main(['sign', '--help'], standalone_mode=False); "
    told = subprocess.run([sys.executable, "-c", asked + "print('api.routes' in sys.modules)"], capture_output=True)
    assert told.stdout.splitlines()[-1] == b"False"


def test_openapi_is_one_json_document(shell: Shell):
    assert shell.json("openapi")["openapi"].startswith("3.1")


def test_an_engine_that_is_not_ours_is_a_wrong_setting(run: Run):
    refused = run("doctor", DATABASE_URL="mysql://somewhere/goalpost")
    assert (refused.returncode, "no engine of ours" in refused.stderr) == (2, True)


def test_only_its_owner_reads_the_keys_of_sealed_texts(run: Run, tmp_path: Path):
    run("migrate")
    assert (tmp_path / "goalpost.keys.sqlite").stat().st_mode & 0o777 == 0o600

"""`goalpost verify --database`."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from api import verifying
from goals.database import Database
from projections.ledger.examining.examining import Examined, examine
from tests.cli.conftest import PROGRAM, Shell, environ_of
from tests.invariants.looking import hub_on
from tests.ledger import logs
from tests.ledger.owning import Owner
from tests.signers import signing


@pytest.fixture
def owner(shell: Shell) -> Iterator[Owner]:
    """Of `acme`, one of two workspaces."""
    for name in ("acme", "beta"):
        assert shell("workspace", "open", name).exit_code == 0
    with closing(hub_on(shell.url).database):
        found = Owner(shell.url, hub_on(shell.url).workspace_named("acme")[0])
    yield found
    found.close()


def test_every_log_is_verified_and_said_to_be_sound(shell: Shell, owner: Owner):
    result = shell("verify", "--database")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if "sound" in line] == [
        "acme: sound. 1 event read, held against 0 checkpoints.",
        "beta: sound. 1 event read, held against 0 checkpoints.",
    ]


def test_what_was_done_is_named_and_the_exit_code_is_1(shell: Shell, owner: Owner):
    owner.alter(1, version=4)
    result = shell("verify", "--database", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["verdict"]) == (1, "tampered")
    acme, beta = told["workspaces"]
    assert (acme["workspace"], acme["sound"], acme["findings"][0]["what"]) == ("acme", False, "altered")
    assert (beta["workspace"], beta["sound"]) == ("beta", True)


def test_one_workspace_is_verified_where_it_is_named(shell: Shell, owner: Owner):
    owner.alter(1, version=4)
    assert shell("verify", "--database", "--workspace", "beta").exit_code == 0
    assert shell("verify", "--database", "--workspace", "acme").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [("--database", "--workspace", "nobody"), ("--database", "a.tar"), ("--workspace", "acme"), ()],
    ids=" ".join,
)
def test_what_cannot_be_told_is_2(shell: Shell, owner: Owner, arguments: tuple[str, ...]):
    result = shell("verify", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_without_a_database_it_cannot_be_told(tmp_path: Path):
    assert Shell(f"sqlite:///{tmp_path / 'none.sqlite'}")("verify", "--database").exit_code == 2
    assert not any(tmp_path.iterdir())


def test_what_was_found_is_kept_and_who_asked(shell: Shell, owner: Owner):
    shell("verify", "--database", "--workspace", "acme")
    entries = shell.json("access-log", "--workspace", "acme")["items"]
    assert [
        (each["action"], each["actor"]["id"], each["channel"]) for each in entries if each["action"] == "verify"
    ] == [("verify", "cli", "cli")]


def test_doctor_tells_what_the_last_verification_found(shell: Shell, owner: Owner):
    def found(*options: str) -> list[dict[str, Any]]:
        told = json.loads(shell("doctor", "--json", *options).stdout)
        return [each for each in told if each["check"] == "verification of acme"]

    assert "there was none yet" in found()[0]["said"]
    owner.alter(1, version=4)
    assert found()[0]["ok"]
    (deep,) = found("--deep")
    assert (deep["ok"], "altered" in deep["said"] or "not what was recorded" in deep["said"]) == (False, True)
    assert found() == [deep]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_it_goes_on_for_a_service_manager(shell: Shell, owner: Owner):
    command = [*PROGRAM, "verify", "--database", "--every", "1", "--json"]
    going = subprocess.Popen(command, env=environ_of(DATABASE_URL=shell.url), stdout=subprocess.PIPE, text=True)
    try:
        assert going.stdout is not None
        assert [json.loads(going.stdout.readline())["verdict"] for _ in range(2)] == ["sound", "sound"]
    finally:
        going.kill()
        going.communicate()


def test_a_workspace_that_was_deleted_is_told_and_doctor_tells_it_as_well(shell: Shell, owner: Owner):
    owner.tell("DELETE FROM workspaces WHERE workspace_id = :ws")
    result = shell("verify", "--database", "--json")
    told = {each["workspace"]: each["sound"] for each in json.loads(result.stdout)["workspaces"]}
    assert (result.exit_code, told) == (1, {owner.workspace_id: False, "beta": True})
    for name in ("acme", owner.workspace_id):
        assert shell("verify", "--database", "--workspace", name).exit_code == 1
    wrong = {each["check"] for each in json.loads(shell("doctor", "--json").stdout) if not each["ok"]}
    assert {f"log of {owner.workspace_id}", f"verification of {owner.workspace_id}"} <= wrong


def test_a_log_whose_tree_is_gone_is_verified_all_the_same(shell: Shell, owner: Owner):
    with closing(hub_on(shell.url).database):
        logs.write(hub_on(shell.url), owner.workspace_id, 20)
    owner.tell("DELETE FROM tree_nodes WHERE workspace_id = :ws")
    owner.alter(5, version=4)
    (acme,) = json.loads(shell("verify", "--database", "--workspace", "acme", "--json").stdout)["workspaces"]
    assert [each["what"] for each in acme["findings"]] == ["altered", "tree"]


def test_read_models_that_are_not_there_keep_nobody_from_verifying(shell: Shell, owner: Owner):
    owner.tell("UPDATE log_head SET side = 'none'")
    assert shell("verify", "--database").exit_code == 0


def test_a_log_that_was_cut_off_is_found_in_the_home_of_a_signer_that_is_silent(
    shell: Shell, owner: Owner, tmp_path: Path
):
    named = {"GOALPOST_SIGNER": str(tmp_path / "socket"), "GOALPOST_SIGNER_HOME": str(tmp_path / "home")}
    with closing(hub_on(shell.url).database):
        logs.write(hub_on(shell.url), owner.workspace_id, 4)
    assert verdict(shell, **named) == (3, "incomplete", ["uncompared"])
    with signing(shell.url, home=tmp_path / "home", address=named["GOALPOST_SIGNER"]) as signer:
        signer.checkpoint(owner.workspace_id)
    assert verdict(shell, **named) == (0, "sound", [])
    owner.delete(4, 5)
    owner.set_head(3)
    assert verdict(shell, **named) == (1, "tampered", ["rolled-back"])
    (tmp_path / "home").rename(tmp_path / "away")
    (tmp_path / "home").touch()
    assert verdict(shell, **named) == (3, "incomplete", ["uncompared"])
    assert "cannot be read here: Not a directory" in shell("verify", "--database", **named).stdout


def verdict(shell: Shell, **told: str) -> tuple[int, str, list[str]]:
    """The exit code, the verdict, and what was found of `acme`."""
    result = shell("verify", "--database", "--workspace", "acme", "--json", **told)
    document = json.loads(result.stdout)
    return result.exit_code, document["verdict"], [each["what"] for each in document["workspaces"][0]["findings"]]


def failing(monkeypatch: pytest.MonkeyPatch, owner: Owner, error: Exception) -> None:
    """Reading the owner's log fails from now on, and no other."""

    def fails(database: Database, workspace_id: str, *about: Any, **more: Any) -> Examined:
        if workspace_id == owner.workspace_id:
            raise error
        return examine(database, workspace_id, *about, **more)

    monkeypatch.setattr(verifying, "examine", fails)


def test_what_is_out_of_reach_keeps_no_other_log_from_being_verified(
    shell: Shell, owner: Owner, monkeypatch: pytest.MonkeyPatch
):
    failing(monkeypatch, owner, OSError("the disk is gone"))
    result = shell("verify", "--database", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["verdict"]) == (3, "incomplete")
    assert [(each["workspace"], each["sound"]) for each in told["workspaces"]] == [("beta", True)]
    assert told["unreached"] == [{"workspace": "acme", "said": "the disk is gone"}]


def test_what_cannot_be_verified_is_kept_as_that_and_the_others_are_verified(
    shell: Shell, owner: Owner, monkeypatch: pytest.MonkeyPatch
):
    failing(monkeypatch, owner, ArithmeticError("what nobody has thought of"))
    result = shell("verify", "--database", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["verdict"]) == (2, "unusable")
    acme, beta = told["workspaces"]
    assert ([each["what"] for each in acme["findings"]], acme["sound"], beta["sound"]) == (["unchecked"], False, True)
    (kept,) = [each for each in json.loads(shell("doctor", "--json").stdout) if each["check"] == "verification of acme"]
    assert (kept["ok"], "Stop writing" in kept["mend"]) == (False, False)

"""`goalpost export`: the same bundle, written whole or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from api.contract import accesses
from projections.ledger.signer.asking import Signing
from tests.api.client import Api
from tests.cli.conftest import Shell
from tests.ledger.bundles import PURPOSE, Told, answered, tell
from tests.ledger.opened_bundle import Opened, opened


@pytest.fixture
def told(api: Api, signer: Signing) -> Told:
    return tell(api)


@pytest.fixture
def shell(migrated_url: str) -> Shell:
    return Shell(migrated_url)


def run(shell: Shell, told: Told | None, path: Path | str, *arguments: str) -> Result:
    address = "/nowhere/at/all" if told is None else str(told.api.doors.signer.address)
    asked = ("--workspace", "home", "--output", str(path), "--purpose", PURPOSE, *arguments)
    return shell("export", *asked, GOALPOST_SIGNER=address)


def exported(shell: Shell, told: Told, path: Path, *arguments: str) -> Opened:
    result = run(shell, told, path, *arguments)
    assert result.exit_code == 0, result.output
    return opened(path.read_bytes())


def test_the_bundle_is_the_one_the_api_gives(shell: Shell, told: Told, tmp_path: Path):
    ours = exported(shell, told, tmp_path / "bundle.tar", "--as-of", "20")
    theirs = opened(answered(told, as_of=20).data)
    names = [name for name in ours.members if not name.startswith("manifest")]
    assert {name: ours.members[name] for name in names} == {name: theirs.members[name] for name in names}
    differing = {name for name, value in ours.manifest.items() if value != theirs.manifest[name]}
    assert differing <= {"exported_at", "exporter"}
    assert ours.manifest["exporter"] == {"type": "user", "id": "cli", "on_behalf_of": None}


def test_what_was_written_is_said(shell: Shell, told: Told, tmp_path: Path):
    path = tmp_path / "bundle.tar"
    said = run(shell, told, path).stdout
    assert said == f"Everything up to position 20 is in {path}: {path.stat().st_size:,} bytes.\n"
    document: Any = json.loads(run(shell, told, path, "--sample", "2", "--seed", "x", "--json").stdout)
    assert document == {
        "bundle": str(path),
        "bytes": path.stat().st_size,
        "position": 20,
        "complete": False,
        "selection": {"first": 1, "last": 20},
        "seed": "x",
    }


def test_a_seed_that_was_made_up_is_said(shell: Shell, told: Told, tmp_path: Path):
    path = tmp_path / "bundle.tar"
    said = run(shell, told, path, "--sample", "2").stdout
    assert f"drawn by the seed {opened(path.read_bytes()).manifest['sample']['seed']}" in said


def test_options_choose_as_the_parameters_do(shell: Shell, told: Told, tmp_path: Path):
    path = tmp_path / "bundle.tar"
    found = exported(shell, told, path, "--goal", "Grow as much again", "--from", "2023-06-30", "--actor", "admin")
    assert found.positions() == [17]
    assert found.manifest["filters"] == {"goal": told.other_id, "from": "2023-06-30", "actor": "admin"}


def test_a_bundle_can_go_to_the_standard_output(shell: Shell, told: Told):
    result = run(shell, told, "-")
    assert result.exit_code == 0, result.output
    assert opened(result.stdout_bytes).manifest["position"] == 20


def test_json_and_the_standard_output_do_not_go_together(shell: Shell, told: Told):
    result = run(shell, told, "-", "--json")
    assert (result.exit_code, json.loads(result.stderr)["error"]["code"]) == (2, "options-clash")


@pytest.mark.parametrize(
    "arguments, exit_code, code",
    [
        (["--from", "9", "--to", "8"], 1, "ends-before-it-begins"),
        (["--goal", "No such goal"], 1, "not-found"),
        (["--sample", "0"], 2, "invalid-parameter"),
        (["--seed", "x"], 1, "seed-without-sample"),
        (["--as-of", "99"], 1, "no-such-moment"),
        (["--types", "goals"], 2, "invalid-parameter"),
    ],
)
def test_what_cannot_be_exported_leaves_no_file(
    shell: Shell, told: Told, tmp_path: Path, arguments: list[str], exit_code: int, code: str
):
    result = run(shell, told, tmp_path / "bundle.tar", *arguments, "--json")
    assert (result.exit_code, json.loads(result.stderr)["error"]["code"]) == (exit_code, code)
    assert list(tmp_path.iterdir()) == []


def test_without_a_signer_what_was_there_stays(shell: Shell, told: Told, tmp_path: Path):
    path = tmp_path / "bundle.tar"
    path.write_bytes(b"an older one")
    result = run(shell, None, path, "--json")
    assert (result.exit_code, json.loads(result.stderr)["error"]["code"]) == (1, "signer-unreachable")
    assert path.read_bytes() == b"an older one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_said(shell: Shell, told: Told, tmp_path: Path):
    result = run(shell, told, tmp_path / "nowhere" / "bundle.tar", "--json")
    assert (result.exit_code, json.loads(result.stderr)["error"]["code"]) == (2, "file-unusable")


def test_a_purpose_has_to_be_named(shell: Shell, told: Told, tmp_path: Path):
    result = shell("export", "--workspace", "home", "--output", str(tmp_path / "bundle.tar"))
    assert result.exit_code == 2
    assert "--purpose" in result.output


def test_that_it_was_taken_is_recorded(shell: Shell, told: Told, tmp_path: Path):
    exported(shell, told, tmp_path / "bundle.tar", "--to", "7")
    with told.api.doors.database.reading() as rows:
        (entry,) = accesses.entries(rows, told.api.workspace_id, {}, most=10)
    assert (entry.action, entry.actor_id, entry.channel) == ("export", "cli", "cli")
    assert (entry.path, entry.asked) == ("/v1/ledger/bundle", {"to": "7", "purpose": PURPOSE})

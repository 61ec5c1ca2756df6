"""The units for systemd: each starts a command there is, as a user of its own, and lets it do what it does."""

import shlex
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
from click import Context, Group

from api.cli import main

UNITS = sorted((Path(__file__).parent.parent.parent / "deploy" / "systemd").glob("*.service"))
PROGRAM = "/opt/goalpost/bin/goalpost"


GROUPS = {"setpriority": {"@system-service", "@resources"}}
"""Which of systemd's groups a system call is in; `systemd-analyze syscall-filter` lists them."""


def service(path: Path) -> dict[str, str]:
    return dict(parsed(path)["Service"])


def parsed(path: Path) -> ConfigParser:
    """Of several lines about one thing, the last."""
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(path)
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_a_command_with_options_it_has(path: Path):
    program, name, *options = shlex.split(service(path)["ExecStart"])
    assert program == PROGRAM
    command = main.get_command(Context(main), name)
    assert command is not None
    with command.make_context(name, list(options)) as context:
        assert context.args == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_told_its_settings_in_a_file_of_its_own(path: Path):
    assert service(path)["EnvironmentFile"] == f"/etc/goalpost/{path.stem.removeprefix('goalpost-')}.env"


def test_who_serves_who_signs_and_who_verifies_are_three_users_each_with_a_directory_nobody_else_enters():
    found = [service(path) for path in UNITS]
    assert len({each["User"] for each in found}) == len({each["StateDirectory"] for each in found}) == 3
    assert {each["StateDirectoryMode"] for each in found} == {"0700"}


def may_call(path: Path, call: str) -> bool:
    """After every line about it: each adds to what is allowed, or takes away where it begins with a tilde."""
    named, allowed = {call, *GROUPS[call]}, False
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.removeprefix("SystemCallFilter=").split() if line.startswith("SystemCallFilter=") else []
        if words and named & {word.lstrip("~") for word in words}:
            allowed = not words[0].startswith("~")
    return allowed


def test_who_serves_may_let_others_go_first_and_nobody_else_changes_priorities():
    assert [path.stem for path in UNITS if may_call(path, "setpriority")] == ["goalpost-serve"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_call_that_is_not_allowed_is_refused_and_does_not_end_the_process(path: Path):
    assert service(path)["SystemCallErrorNumber"] == "EPERM"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_started_again_however_often_it_ends(path: Path):
    unit = parsed(path)["Unit"]
    assert (service(path)["Restart"], unit.get("StartLimitIntervalSec")) == ("always", "0")


COMMANDS = [line for line in (UNITS[0].parent.parent / "README.md").read_text().splitlines() if PROGRAM in line]


def test_a_command_that_is_run_by_hand_is_there_and_has_its_secrets_from_a_file():
    runs = [shlex.split(line) for line in COMMANDS if line.startswith("systemd-run ")]
    assert runs
    for words in runs:
        at = words.index(PROGRAM)
        command: Any = main
        for name in words[at + 1 :]:
            if not isinstance(command, Group):
                break
            command = command.get_command(Context(command), name)
        assert not isinstance(command, Group)
        told = [word.partition("=")[2] for word in words[:at] if word.startswith("EnvironmentFile=")]
        assert told and set(told) <= {service(path)["EnvironmentFile"] for path in UNITS}


def test_no_secret_is_put_among_the_arguments_of_a_command():
    assert not [line for line in COMMANDS if "$(" in line or "sudo" in line or " env " in line]

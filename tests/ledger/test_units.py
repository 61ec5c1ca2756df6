"""The units for systemd: each starts a command there is, as a user of its own."""

import shlex
from configparser import ConfigParser
from pathlib import Path

import pytest

from api.cli import main

UNITS = sorted((Path(__file__).parent.parent.parent / "deploy" / "systemd").glob("*.service"))
PROGRAM = "/opt/goalpost/bin/goalpost"


def service(path: Path) -> dict[str, str]:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(path)
    return dict(parser["Service"])


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_a_command_with_options_it_has(path: Path):
    program, name, *options = shlex.split(service(path)["ExecStart"])
    assert program == PROGRAM
    command = main.commands[name]
    with command.make_context(name, list(options)) as context:
        assert context.args == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_told_its_settings_in_a_file_of_its_own(path: Path):
    assert service(path)["EnvironmentFile"] == f"/etc/goalpost/{path.stem.removeprefix('goalpost-')}.env"


def test_who_serves_who_signs_and_who_verifies_are_three_users_each_with_a_directory_nobody_else_enters():
    found = [service(path) for path in UNITS]
    assert len({each["User"] for each in found}) == len({each["StateDirectory"] for each in found}) == 3
    assert {each["StateDirectoryMode"] for each in found} == {"0700"}

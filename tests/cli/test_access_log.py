"""`goalpost access-log`, and that reading at the shell is recorded as over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.cli.conftest import Shell

HOME = ("--workspace", "home")


@pytest.fixture
def opened(shell: Shell) -> Shell:
    """Over a workspace in which nothing has happened."""
    assert shell("workspace", "open", "home", "--test").exit_code == 0
    return shell


def entries(shell: Shell) -> list[dict[str, Any]]:
    """The newest first, as they were before they were read."""
    return list(shell.json("access-log", *HOME)["items"])


def test_reading_the_access_log_is_recorded_too(opened: Shell):
    assert entries(opened) == []
    (entry,) = entries(opened)
    assert (entry["action"], entry["path"]) == ("access", "/v1/access-log")


def test_reading_the_trail_at_the_shell_is_recorded_with_its_filter(opened: Shell):
    opened.json("trail", *HOME, "--effect", "easier")
    (entry,) = entries(opened)
    assert entry.pop("id") and entry.pop("at")
    assert entry == {
        "action": "trail",
        "actor": {"type": "user", "id": "cli"},
        "on_behalf_of": None,
        "credential": None,
        "role": None,
        "channel": "cli",
        "ip": None,
        "request_id": None,
        "method": None,
        "path": "/v1/trail",
        "asked": {"effect": "easier"},
        "status": 200,
    }


def test_reports_about_the_trail_are_recorded_each_by_its_path(opened: Shell):
    opened.json("integrity", *HOME, "--period", "1970-01")
    opened("slips", *HOME)
    opened("retrospective", *HOME, "1970-01")
    opened("trail", *HOME, "--format", "csv")
    paths = [entry["path"] for entry in entries(opened)]
    assert paths == ["/v1/trail", "/v1/retrospectives/1970-01", "/v1/slips", "/v1/integrity"]


def test_what_was_asked_wrongly_is_not_answered_and_not_recorded(opened: Shell):
    assert opened("trail", *HOME, "--effect", "nicer").exit_code == 2
    assert entries(opened) == []


def test_it_is_shown_as_a_table(opened: Shell):
    opened("trail", *HOME, "--effect", "easier")
    shown = opened("access-log", *HOME).stdout
    assert "user:cli" in shown
    assert "/v1/trail" in shown
    assert "effect=easier" in shown


def test_each_command_that_can_tell_who_moved_a_goalpost_is_recorded_by_the_path_it_answers(opened: Shell):
    opened.json("diff", *HOME, "--from", "1")
    opened.json("decomposition", *HOME)
    opened("replay", *HOME, "--step", "day", "--json")
    opened("proposals", *HOME)
    opened("flags", *HOME)
    found = [(entry["action"], entry["path"], entry["asked"]) for entry in entries(opened)]
    assert found == [
        ("trail", "/v1/flags", {}),
        ("trail", "/v1/retargets", {}),
        ("trail", "/v1/replay", {"step": "day"}),
        ("trail", "/v1/decomposition", {}),
        ("trail", "/v1/diff", {"from": "1"}),
    ]


def test_what_a_command_tells_of_one_goal_is_recorded_with_its_id(sample: Shell, reader: Api):
    goal = reader.get("/v1/goals?limit=1").json["items"][0]
    where = ("--workspace", "sample")
    sample.json("diff", goal["title"], *where, "--from", "1")
    sample.json("decomposition", goal["id"], *where)
    newest = sample.json("access-log", *where)["items"][:2]
    assert [entry["path"] for entry in newest] == [
        f"/v1/goals/{goal['id']}/decomposition",
        f"/v1/goals/{goal['id']}/diff",
    ]


def test_figures_alone_are_not_recorded(sample: Shell, reader: Api):
    goal = reader.get("/v1/goals?limit=1").json["items"][0]
    where = ("--workspace", "sample")
    looks = ("access-log", *where, "--action", "trail")
    before = len(sample.json(*looks)["items"])
    sample.json("attainment", goal["id"], *where)
    assert len(sample.json(*looks)["items"]) == before

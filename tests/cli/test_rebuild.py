"""Filling the read models again, and what is said of it."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from goals.claims import claimed
from goals.database import Database
from tests.cli.conftest import Shell
from tests.sides import side_on, table_on

REBUILT = {"position": 1, "difference": None}
DIFFERENCE = {
    "table": "workspace_versions",
    "live": {"version": 7},
    "rebuilt": {"version": 1},
}


@pytest.fixture
def acme(shell: Shell) -> Shell:
    shell.json("workspace", "open", "acme")
    return shell


@pytest.fixture
def database(acme: Shell) -> Iterator[Database]:
    found = Database(acme.url, pool_size=1)
    yield found
    found.close()


@pytest.fixture
def forged(acme: Shell, database: Database) -> Shell:
    """With a row of a read model changed by hand."""
    with database.engine.begin() as connection:
        connection.execute(text(f"UPDATE {table_on('workspace_versions', side_on(database))} SET version = 7"))
    return acme


def test_a_rebuild_tells_how_far_it_came(acme: Shell):
    acme.json("workspace", "open", "other")
    assert acme.json("rebuild") == [{"workspace": name, **REBUILT} for name in ("acme", "other")]


def test_one_workspace_is_rebuilt_alone(acme: Shell):
    acme.json("workspace", "open", "other")
    assert acme.json("rebuild", "--workspace", "other") == [{"workspace": "other", **REBUILT}]


def test_an_unknown_workspace_is_not_rebuilt(acme: Shell):
    assert acme("rebuild", "--workspace", "nowhere").exit_code == 1


def test_the_first_row_that_differs_is_told_with_both_values(forged: Shell):
    told = forged("rebuild", "--json")
    assert told.exit_code == 0
    (rebuilt,), warned = json.loads(told.stdout), json.loads(told.stderr)
    assert rebuilt["difference"].items() >= DIFFERENCE.items()
    assert rebuilt["difference"]["key"].keys() == {"id", "from_position"}
    assert warned == {"workspace": "acme", "difference": rebuilt["difference"]}
    assert forged.json("rebuild") == [{"workspace": "acme", **REBUILT}]


def test_it_is_told_as_a_sentence_too(forged: Shell):
    told = forged("rebuild")
    assert told.stdout == "acme: read models rebuilt from 1 event.\n"
    assert told.stderr.startswith("acme: The read model workspace_versions differs first at id ")
    assert told.stderr.endswith(": version is 7, by the events 1.\n")


def test_a_check_finds_a_difference_and_leaves_it(forged: Shell):
    for _ in range(2):
        told = forged("rebuild", "--check", "--json")
        assert told.exit_code == 1
        assert json.loads(told.stdout)[0]["difference"].items() >= DIFFERENCE.items()


def test_a_check_of_what_is_as_it_must_be_is_passed(acme: Shell):
    told = acme("rebuild", "--check")
    assert (told.exit_code, told.stdout) == (0, "acme: the read models are as 1 event fills them.\n")


def test_a_rebuild_beside_another_is_refused(acme: Shell, database: Database):
    with database.engine.connect() as connection:
        workspace_id = connection.execute(text("SELECT workspace_id FROM workspaces")).scalar_one()
    with claimed(database, f"rebuild-{workspace_id}") as lost:
        assert lost is not None and not lost()
        refused = acme("rebuild", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stderr)["error"]["code"] == "rebuild-under-way"
    acme.json("rebuild")

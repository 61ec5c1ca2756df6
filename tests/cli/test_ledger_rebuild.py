"""`goalpost ledger rebuild`"""

from base64 import b64decode
from typing import Any

import pytest

from goals.database import Database
from goals.hub import Hub
from projections.catalogue import project
from projections.lookups import lookups_in
from tests.cli.conftest import Shell
from tests.invariants.looking import stored_rows
from tests.ledger import logs
from tests.ledger.defined import defined_root
from tests.ledger.test_proofs_refused import UNPROTECTED, tell

EVENTS = 5_003
DAMAGE = {
    "a row is missing": ("DELETE FROM tree_nodes WHERE level = 4 AND idx = 2", [(4, 2)]),
    "a row says something else": (
        "UPDATE tree_nodes SET hash = (SELECT hash FROM tree_nodes WHERE level = 3 AND idx = 0)"
        " WHERE level = 3 AND idx = 600",
        [(3, 600)],
    ),
    "a row is no tree's": ("UPDATE tree_nodes SET idx = 625 WHERE level = 3 AND idx = 3", [(3, 3), (3, 625)]),
}


@pytest.fixture
def logged(shell: Shell) -> tuple[Shell, str]:
    database = Database(shell.url, pool_size=2)
    workspace_id = logs.opened(Hub(database, project=project, lookups=lookups_in), events=100)
    logs.append(Hub(database, project=project, lookups=lookups_in), workspace_id, EVENTS - 100)
    database.close()
    return shell, workspace_id


def named(told: dict[str, Any]) -> list[tuple[int, int]]:
    return [(each["level"], each["index"]) for each in told["first"]]


def test_the_root_derived_anew_is_the_same_one(logged: tuple[Shell, str]):
    shell, workspace_id = logged
    leaves = logs.leaves_of(shell.url, workspace_id)
    (told,) = shell.json("ledger", "rebuild")
    assert (told["workspace"], told["size"], told["differing"]) == ("logged", EVENTS, 0)
    assert b64decode(told["root"]) == defined_root(leaves)
    logs.require_tree(shell.url, workspace_id)


@pytest.mark.parametrize("damage", DAMAGE)
def test_rows_that_differ_are_told_and_put_right(logged: tuple[Shell, str], damage: str):
    shell, workspace_id = logged
    statement, rows = DAMAGE[damage]
    tell(shell.url, statement)
    found = shell("ledger", "rebuild", "--check", "--json")
    assert found.exit_code == 1
    (told,) = shell.json("ledger", "rebuild", "--workspace", "logged")
    assert (named(told), told["differing"]) == (rows, len(rows))
    logs.require_tree(shell.url, workspace_id)
    assert shell("ledger", "rebuild", "--check").exit_code == 0


def test_it_is_said_which_events_are_under_a_row(logged: tuple[Shell, str]):
    shell, _ = logged
    tell(shell.url, "DELETE FROM tree_nodes WHERE level = 4 AND idx = 2")
    said = shell("ledger", "rebuild", "--check")
    assert "1 row of the tree differs, the first over positions 33 to 48." in said.stdout
    assert "1 row of the tree was put right" in shell("ledger", "rebuild").stdout


def test_no_tree_is_made_from_an_event_that_was_altered(logged: tuple[Shell, str], engine_name: str):
    shell, workspace_id = logged
    tell(shell.url, *UNPROTECTED[engine_name], "UPDATE events SET version = 7 WHERE position = 4500")
    before = stored_rows(shell.url, workspace_id)
    refused = shell("ledger", "rebuild")
    assert (refused.exit_code, "position 4500" in refused.stderr) == (1, True)
    assert stored_rows(shell.url, workspace_id) == before

"""What an older database becomes."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from alembic import command
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text

from api import migrate as steps
from api.app import create_app
from api.migrate import migrate
from api.settings import Settings
from goals.database import Database
from goals.hub import Hub
from goals.ledger import tree
from goals.ledger.checkpoint import Checkpoint, origin_of
from goals.ledger.notes import signed
from goals.sides import SIDES, marked
from projections.catalogue import project
from projections.ledger import kept
from projections.lookups import lookups_in
from tests.api.client import Api
from tests.api.test_kpis import MRR
from tests.cli.conftest import Shell
from tests.invariants.looking import stored_rows
from tests.ledger import logs
from tests.ledger.owning import Owner
from tests.sides import table_on

BEFORE_SIDES, BEFORE_TREES = "0001", "0002"
LATER_TABLES = ("tree_nodes", "checkpoints", "access_log", "ledger_checks")


@pytest.fixture
def older(shell: Shell) -> Shell:
    """As a release left it whose read models had one side: filled by nothing that this one reads."""
    shell.json("workspace", "open", "acme")
    database = Database(shell.url, pool_size=1)
    with database.engine.begin() as connection:
        for name in ("trail", "goals"):
            connection.execute(text(f"CREATE TABLE {name} (workspace_id TEXT)"))
        for side in "ab":
            connection.execute(text(f"DELETE FROM {table_on('workspace_versions', side)}"))
        connection.execute(text("ALTER TABLE log_head DROP COLUMN side"))
        without_proof(connection)
        command.stamp(steps._steps(connection), BEFORE_SIDES)
    database.close()
    return shell


def without_proof(connection: Connection) -> None:
    """As before there was any."""
    for name in LATER_TABLES:
        connection.execute(text(f"DROP TABLE {name}"))
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"DROP FUNCTION IF EXISTS refuse_change_of_{name}()"))
    connection.execute(text("DROP INDEX idempotency_subjects"))
    connection.execute(text("ALTER TABLE idempotency DROP COLUMN subjects"))


def stepped(url: str) -> None:
    """Every table is there, and nothing is filled."""
    database = Database(url, pool_size=1)
    with steps._alone(database) as connection:
        command.upgrade(steps._steps(connection), "head")
    database.close()


def tables(url: str) -> set[str]:
    database = Database(url, pool_size=1)
    with database.engine.connect() as connection:
        found = set(database.dialect.get_table_names(connection))
    database.close()
    return found


def test_an_older_databases_read_models_are_filled_again_where_they_are_read_now(older: Shell):
    assert older("rebuild").exit_code == 3
    migrate(older.url, older.url)
    assert older.json("rebuild", "--check") == [{"workspace": "acme", "position": 1, "difference": None}]


def test_an_older_databases_read_models_are_taken_away(older: Shell):
    assert {"goals", "trail"} <= tables(older.url)
    migrate(older.url, older.url)
    assert not {"goals", "trail"} & tables(older.url)


def test_a_database_that_is_up_to_date_is_left_as_it_is(older: Shell):
    migrate(older.url, older.url)
    before = tables(older.url)
    migrate(older.url, older.url)
    assert tables(older.url) == before
    assert older.json("rebuild", "--check")[0]["difference"] is None


@pytest.fixture
def killed(older: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """As a migration leaves it that is killed before it has filled anything."""
    with monkeypatch.context() as broken:
        broken.setattr(steps, "_fill", _dies)
        with pytest.raises(KeyboardInterrupt):
            migrate(older.url, older.url)
    return older


def _dies(_: Database) -> None:
    raise KeyboardInterrupt


def app_on(url: str) -> Api:
    app = create_app(Settings(database_url=url, keys_url=url, pool_size=5))
    workspace_id, kind = app.extensions["goalpost"].hub.workspace_named("acme")
    bare = Api(app, workspace_id, kind, "")
    return replace(bare, key=bare.new_key("admin"))


def tell(url: str, *statements: str) -> None:
    database = Database(url, pool_size=1)
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    database.close()


def doctor(shell: Shell) -> dict[str, Any]:
    return {each["check"]: each for each in json.loads(shell("doctor", "--json").stdout)}


def test_where_a_migration_was_killed_nothing_is_served_until_the_next_has_filled_the_read_models(killed: Shell):
    api = app_on(killed.url)
    refused = [api.get("/v1/goals"), api.post("/v1/kpis", MRR), api.get("/readyz")]
    assert [(each.status_code, each.get_json()["type"].rpartition("/")[2]) for each in refused] == [
        (503, "not-ready")
    ] * 3
    assert "goalpost migrate" in doctor(killed)["tables"]["mend"]
    assert killed("rebuild").exit_code == 3
    migrate(killed.url, killed.url)
    assert (api.get("/v1/goals").status_code, api.get("/readyz").status_code) == (200, 200)
    assert doctor(killed)["tables"]["ok"]
    api.doors.close()


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    "loss",
    ["DROP TABLE {}", "ALTER TABLE {} DROP COLUMN doc", "ALTER TABLE {} ADD COLUMN stray TEXT"],
)
def test_a_read_model_whose_table_is_not_as_defined_is_filled_again(shell: Shell, loss: str, side: str):
    shell.json("workspace", "open", "acme")
    tell(shell.url, loss.format(table_on("workspace_versions", side)))
    assert marked("workspace_versions", side) in doctor(shell)["tables"]["said"]
    migrate(shell.url, shell.url)
    assert doctor(shell)["tables"]["ok"]
    assert shell.json("rebuild", "--check") == [{"workspace": "acme", "position": 1, "difference": None}]


def test_a_missing_index_is_made(shell: Shell):
    tell(shell.url, f"DROP INDEX {marked('goals_created')}")
    assert marked("goals_created") in doctor(shell)["tables"]["said"]
    migrate(shell.url, shell.url)
    assert doctor(shell)["tables"]["ok"]


def test_what_is_as_defined_is_not_filled_again(shell: Shell):
    shell.json("workspace", "open", "acme")
    before = served(shell.url)
    migrate(shell.url, shell.url)
    assert served(shell.url) == before


def served(url: str) -> list[str]:
    database = Database(url, pool_size=1)
    with database.engine.connect() as connection:
        found = list(connection.scalars(text("SELECT side FROM log_head")))
    database.close()
    return found


EVENTS = 5_000


@pytest.fixture
def treeless(shell: Shell) -> tuple[Shell, str]:
    """As a release left it that knew no trees; and the workspace."""
    database = Database(shell.url, pool_size=2)
    workspace_id = logs.opened(hub_in(database), events=EVENTS)
    with database.engine.begin() as connection:
        without_proof(connection)
        command.stamp(steps._steps(connection), BEFORE_TREES)
    database.close()
    return shell, workspace_id


def hub_in(database: Database) -> Hub:
    return Hub(database, project=project, lookups=lookups_in)


def test_an_older_databases_trees_are_made(treeless: tuple[Shell, str]):
    shell, workspace_id = treeless
    migrate(shell.url, shell.url)
    logs.require_tree(shell.url, workspace_id)


def test_trees_are_made_to_the_end_where_a_migration_was_killed_over_it(treeless: tuple[Shell, str]):
    shell, workspace_id = treeless
    migrate(shell.url, shell.url)
    tell(shell.url, "DELETE FROM tree_nodes WHERE idx > 100 OR (level = 3 AND idx = 0)")
    assert not doctor(shell)["tree"]["ok"]
    migrate(shell.url, shell.url)
    assert "tree" not in doctor(shell)
    logs.require_tree(shell.url, workspace_id)


def test_a_tree_is_made_of_no_event_that_is_not_what_it_was_and_the_others_are(treeless: tuple[Shell, str]):
    shell, workspace_id = treeless
    stepped(shell.url)
    database = Database(shell.url, pool_size=2)
    other = logs.opened(hub_in(database), events=20, name="other")
    database.close()
    tell(shell.url, f"DELETE FROM tree_nodes WHERE workspace_id = '{other}'")
    altered(shell.url, workspace_id, 30)
    result = shell("migrate")
    assert (result.exit_code, f"{workspace_id} was given no tree" in result.output) == (1, True)
    assert "position 30" in result.output
    logs.require_tree(shell.url, other)
    assert stored_rows(shell.url, workspace_id) == {}


def test_a_tree_that_was_there_is_not_made_again(shell: Shell):
    database = Database(shell.url, pool_size=2)
    workspace_id = logs.opened(hub_in(database), events=20)
    keep(hub_in(database), workspace_id)
    database.close()
    tell(shell.url, "DELETE FROM tree_nodes")
    assert shell("migrate").exit_code == 0
    assert stored_rows(shell.url, workspace_id) == {}


def altered(url: str, workspace_id: str, position: int) -> None:
    owner = Owner(url, workspace_id)
    owner.alter(position, state=b"{}")
    owner.close()


def keep(hub: Hub, workspace_id: str) -> None:
    """A checkpoint of its log."""
    origin = origin_of("live", workspace_id)
    text = Checkpoint(origin=origin, size=8, root=bytes(32)).text
    kept.keep(hub, workspace_id, str(signed(text, [(origin, Ed25519PrivateKey.generate())])))


def test_many_may_make_trees_at_once_while_others_write(treeless: tuple[Shell, str]):
    shell, workspace_id = treeless
    stepped(shell.url)

    def write(_: int) -> None:
        database = Database(shell.url, pool_size=2)
        for _ in range(20):
            logs.write(hub_in(database), workspace_id, 3)
        database.close()

    with ThreadPoolExecutor(5) as threads:
        writing = [threads.submit(write, n) for n in range(2)]
        migrating = [threads.submit(migrate, shell.url, shell.url) for _ in range(3)]
        for each in writing:
            each.result()
        for every in migrating:
            every.result()
    assert len(logs.require_tree(shell.url, workspace_id)) == EVENTS + 2 * 20 * 3


def test_where_an_older_release_still_writes_the_next_write_adds_the_rows_that_lack(treeless: tuple[Shell, str]):
    shell, workspace_id = treeless
    migrate(shell.url, shell.url)
    tell(
        shell.url,
        f"DELETE FROM tree_nodes WHERE level = 3 AND idx >= {EVENTS // 16}",
        "DELETE FROM tree_nodes WHERE level > 3",
    )
    database = Database(shell.url, pool_size=2)
    logs.write(hub_in(database), workspace_id, 3 * tree.GROUP)
    database.close()
    logs.require_tree(shell.url, workspace_id)

"""Finding what is wrong, and mending it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from goals.claims import claimed
from goals.database import Database
from goals.hub import Hub
from projections.catalogue import project
from projections.comparing import Difference
from projections.lookups import lookups_in
from projections.rebuild import claim_of, rebuild
from tests.cli.conftest import Shell
from tests.sides import side_on, table_on

UNGUARDED = {
    "sqlite": ["DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete"],
    "postgresql": ["DROP TRIGGER events_immutable ON events"],
}


@pytest.fixture
def acme(shell: Shell) -> Shell:
    shell.json("workspace", "open", "acme")
    return shell


@pytest.fixture
def database(acme: Shell) -> Iterator[Database]:
    found = Database(acme.url, pool_size=3)
    yield found
    found.close()


def tell(database: Database, *statements: str) -> None:
    with database.engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
            if not database.is_sqlite:
                connection.commit()


def found(shell: Shell, *options: str) -> dict[str, Any]:
    """What each check of the doctor says; the tests' PostgreSQL does without fsync, and is found out."""
    result = shell("doctor", "--json", *options)
    assert result.exit_code in (0, 1)
    return {each["check"]: each for each in json.loads(result.stdout)}


def wrong(shell: Shell, *options: str) -> list[str]:
    return [check for check, each in found(shell, *options).items() if not each["ok"] and check != "engine"]


def test_a_database_in_order_is_in_order(acme: Shell):
    assert wrong(acme, "--deep") == []


def test_everything_is_fine_on_sqlite(acme: Shell, engine_name: str):
    assert acme("doctor").exit_code == (0 if engine_name == "sqlite" else 1)


def test_a_server_without_fsync_is_found_out(acme: Shell, engine_name: str):
    assert found(acme)["engine"]["ok"] is (engine_name == "sqlite")


def test_events_that_can_be_changed_are_found_by_trying(acme: Shell, database: Database, engine_name: str):
    tell(database, *UNGUARDED[engine_name])
    assert "UPDATE and DELETE of an event went through" in found(acme)["immutability"]["said"]


def test_trying_leaves_nothing_behind(acme: Shell, database: Database, engine_name: str):
    tell(database, *UNGUARDED[engine_name])
    found(acme)
    assert wrong(acme) == ["immutability"]
    assert found(acme)["log of acme"]["said"].startswith("1 events")


def test_a_head_ahead_of_its_events_is_found(acme: Shell, database: Database):
    tell(database, "UPDATE log_head SET position = position + 1")
    assert wrong(acme) == ["log of acme"]


def test_an_event_taken_out_is_found(acme: Shell, database: Database, engine_name: str):
    tell(database, *UNGUARDED[engine_name], "DELETE FROM events")
    assert "log of acme" in wrong(acme)


def test_a_read_model_that_was_tampered_with_is_found_and_mended_by_a_rebuild(acme: Shell, database: Database):
    tell(database, f"UPDATE {table_on('workspace_versions', side_on(database))} SET version = 7")
    assert wrong(acme) == []
    assert wrong(acme, "--deep") == ["read models of acme"]
    assert "version is 7, by the events 1" in found(acme, "--deep")["read models of acme"]["said"]
    acme.json("rebuild")
    assert wrong(acme, "--deep") == []


def test_missing_tables_are_found(bare: Shell):
    empty = Database(bare.url, pool_size=1)
    empty.engine.connect().close()
    empty.close()
    assert "tables" in wrong(bare)


def test_what_is_wrong_comes_with_what_to_do(acme: Shell, database: Database):
    tell(database, "UPDATE log_head SET position = position + 1")
    told = acme("doctor")
    assert (told.exit_code, "restore the log from a backup" in told.stdout) == (1, True)


def test_beside_a_rebuild_the_doctor_tells_the_rest_and_that_one_is_under_way(acme: Shell, database: Database):
    acme.json("workspace", "open", "other")
    hub = Hub(database, project=project, lookups=lookups_in)
    with claimed(database, claim_of(hub.workspace_named("acme")[0])):
        told = found(acme, "--deep")
    assert told["read models of acme"]["said"] == "a rebuild is under way"
    assert told["read models of other"]["ok"] and told["log of acme"]["ok"]


def test_rows_that_a_killed_rebuild_left_are_told_until_the_next_one(acme: Shell, database: Database):
    hub = Hub(database, project=project, lookups=lookups_in)
    workspace_id = hub.workspace_named("acme")[0]
    tell(database, f"UPDATE {table_on('workspace_versions', side_on(database))} SET version = 7")
    with pytest.raises(KeyboardInterrupt):
        rebuild(hub, workspace_id, found=_dies)
    with claimed(database, claim_of(workspace_id)):
        assert wrong(acme) == []
    assert wrong(acme) == ["rebuild of acme"]
    assert "goalpost rebuild --workspace acme" in found(acme)["rebuild of acme"]["mend"]
    acme.json("rebuild")
    assert wrong(acme) == []


def _dies(_: Difference) -> None:
    raise KeyboardInterrupt

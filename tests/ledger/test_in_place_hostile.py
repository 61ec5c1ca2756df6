"""Whatever its owner writes into the database, in whatever cell, is told; nothing of it stops a verification."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from goals.hub import Hub
from goals.ledger.checkpoint import checkpoint
from goals.ledger.notes import note
from projections.ledger.examining import logs
from projections.ledger.examining.examining import Examined
from projections.ledger.signer import reading
from projections.ledger.signer.asking import Signing
from projections.ledger.signer.errors import SignerRefuses
from projections.ledger.signer.home import Home
from projections.ledger.signer.restoring import restore
from projections.ledger.signer.signing import Signer
from tests.ledger.logs import opened, write
from tests.ledger.owning import Owner
from tests.ledger.test_in_place import examined, keep

EVENTS = 43
AT = 20
VALUES: tuple[Any, ...] = (None, "10x", "", b"\xff", -1, 0, 2**63 - 1, 1e19, 2.5)
COLUMNS = {
    "events": ("position", "stream_id", "version", "topic", "state", "recorded_at", "leaf_hash"),
    "log_head": ("position",),
    "tree_nodes": ("level", "idx", "hash"),
    "checkpoints": ("origin", "size", "note"),
    "workspaces": ("name", "kind"),
}
CELLS = [(table, column) for table, columns in COLUMNS.items() for column in columns]


@pytest.fixture
def owner(hub: Hub, migrated_url: str) -> Iterator[Owner]:
    found = Owner(migrated_url, opened(hub, events=EVENTS))
    yield found
    found.close()


def kinds(found: Examined) -> set[str]:
    return {each.what for each in found.findings}


def without_constraints(owner: Owner, table: str) -> None:
    """As an owner rebuilds it: any value of any type goes in, where the engine allows that at all."""
    if owner.database_url.startswith("sqlite"):
        owner.tell(
            f"CREATE TABLE plain AS SELECT * FROM {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE plain RENAME TO {table}",
        )
        return
    owner.tell(
        "DO $$ DECLARE found record; BEGIN FOR found IN SELECT conname FROM pg_constraint WHERE conrelid = "
        f"'{table}'::regclass AND contype <> 'n' LOOP EXECUTE 'ALTER TABLE {table} DROP CONSTRAINT ' || "
        "quote_ident(found.conname); END LOOP; END $$"
    )
    for column in COLUMNS[table]:
        owner.tell(f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")


def put(owner: Owner, table: str, column: str, value: Any) -> bool:
    """Whether the engine took it."""
    chosen = {"events": f" AND position = {AT}", "tree_nodes": " AND level = 3 AND idx = 4"}.get(table, "")
    try:
        owner.tell(f"UPDATE {table} SET {column} = :value WHERE workspace_id = :ws{chosen}", value=value)
    except DBAPIError:
        return False
    return True


def taken(owner: Owner, table: str, column: str) -> Iterator[Any]:
    """Each of the values that the engine takes there, in turn, the table as it was but for that; at least one."""
    without_constraints(owner, table)
    owner.tell(f"CREATE TABLE kept_apart AS SELECT * FROM {table}")
    count = 0
    for value in VALUES:
        if put(owner, table, column, value):
            count += 1
            yield value
            owner.tell(f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM kept_apart")
    assert count > 0


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_any_value_in_any_cell_is_told(hub: Hub, owner: Owner, signer: Signing, table: str, column: str):
    keep(owner, signer)
    for value in taken(owner, table, column):
        found = examined(hub, owner, signer)
        assert found.findings, value
        if table == "events" and column != "position":
            assert {"altered", "tree"} & kinds(found), value
            assert any((AT, AT) in each.positions for each in found.findings), value
        if table == "events" and column == "position":
            assert any(first <= AT <= last for each in found.findings for first, last in each.positions), value


@pytest.mark.parametrize("column", ["topic", "stream_id"])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_text_that_is_none_is_altered(hub: Hub, owner: Owner, column: str):
    """PostgreSQL keeps no such text."""
    owner.tell(f"UPDATE events SET {column} = CAST(x'ff' AS TEXT) WHERE workspace_id = :ws AND position = {AT}")
    (found,) = examined(hub, owner).findings
    assert (found.what, found.positions) == ("altered", ((AT, AT),))


@pytest.mark.parametrize("column", [each for each in CELLS if each[0] in ("events", "log_head", "workspaces")])
def test_the_signer_refuses_whatever_stands_there_and_signs_the_other_logs(
    hub: Hub, owner: Owner, tmp_path: Path, column: tuple[str, str]
):
    other = opened(hub, events=3, name="other")
    database = reading.opened(owner.database_url)
    Signer(database, Home(tmp_path / "before")).sign_new()
    write(hub, other, 2)
    for n, value in enumerate(taken(owner, *column)):
        signer = Signer(database, Home(copytree(tmp_path / "before", tmp_path / str(n))))
        signer.sign_new()
        signer.look_again(whole=True)
        told = signer.status()["logs"]
        assert (told[other]["size"], told[other]["refuses"]) == (5, None), value
        assert column[1] == "name" or told[owner.workspace_id]["refuses"] is not None, value
    database.close()


FORGETTING = {
    "its row": ("workspaces",),
    "its head": ("log_head",),
    "its row and head": ("workspaces", "log_head"),
    "all but its tree": ("workspaces", "log_head", "events"),
    "everything": ("workspaces", "log_head", "events", "tree_nodes", "checkpoints"),
}


@pytest.mark.parametrize("tables", FORGETTING.values(), ids=FORGETTING)
def test_a_workspace_that_was_deleted_is_found_and_told(
    hub: Hub, owner: Owner, signer: Signing, tables: tuple[str, ...]
):
    keep(owner, signer)
    for table in tables:
        owner.tell(f"DELETE FROM {table} WHERE workspace_id = :ws")
    known = [each.workspace_id for each in logs.known(hub.database, signer.status()["logs"])]
    assert known == [owner.workspace_id]
    found = examined(hub, owner, signer)
    assert "deleted" in kinds(found)
    if "workspaces" in tables:
        assert owner.workspace_id in found.findings[0].said


def test_another_kind_or_name_than_the_log_was_opened_with_is_told(hub: Hub, owner: Owner, signer_home: Path):
    database = reading.opened(owner.database_url)
    signer = Signer(database, Home(signer_home))
    signer.sign_new()
    owner.tell("UPDATE workspaces SET kind = 'test' WHERE workspace_id = :ws")
    (found,) = examined(hub, owner).findings
    assert (found.what, "test" in found.said, "live" in found.said) == ("altered", True, True)
    signer.look_again()
    assert "another kind" in signer.status()["logs"][owner.workspace_id]["refuses"]
    database.close()
    owner.tell("UPDATE workspaces SET kind = 'live', name = 'theirs' WHERE workspace_id = :ws")
    assert "theirs" in examined(hub, owner).findings[0].said


def test_another_kind_is_refused_though_nothing_new_was_written(owner: Owner, signer: Signing):
    signer.checkpoint(owner.workspace_id)
    owner.tell("UPDATE workspaces SET kind = 'test' WHERE workspace_id = :ws")
    with pytest.raises(SignerRefuses, match="another kind"):
        signer.checkpoint(owner.workspace_id)


def test_a_tree_that_is_gone_is_told_beside_what_else_was_done(hub: Hub, owner: Owner):
    owner.tell("DELETE FROM tree_nodes WHERE workspace_id = :ws")
    owner.alter(AT, state=b"{}")
    found = {each.what: each.positions for each in examined(hub, owner).findings}
    assert (found["altered"], found["tree"][0]) == (((AT, AT),), (1, 40))


def test_while_the_signer_refuses_the_signatures_of_kept_checkpoints_are_seen(hub: Hub, owner: Owner, signer: Signing):
    keep(owner, signer)
    owner.alter(AT, state=b"{}")
    write(hub, owner.workspace_id, 1)
    with pytest.raises(SignerRefuses):
        signer.checkpoint(owner.workspace_id)
    unknown, _ = examined(hub, owner, signer).unknown
    assert unknown.startswith(f"Nothing after position {EVENTS} ")


def test_kept_checkpoints_from_before_a_declared_restore_are_judged_by_its_statement(
    hub: Hub, owner: Owner, signer: Signing, signer_home: Path
):
    keep(owner, signer)
    write(hub, owner.workspace_id, 5)
    keep(owner, signer)
    owner.delete(EVENTS + 1, EVENTS + 5)
    owner.set_head(EVENTS)
    owner.forget_rows(EVENTS)
    assert kinds(examined(hub, owner, signer)) == {"truncated"}
    database = reading.opened(owner.database_url)
    restore(database, Home(signer_home), owner.workspace_id, reason="The disk died.")
    database.close()
    keep(owner, signer)
    found = examined(hub, owner, signer)
    assert (found.findings, found.checkpoints) == ((), 2)
    owner.alter(AT, state=b"{}")
    owner.plant(owner.rehash())
    assert kinds(examined(hub, owner, signer)) == {"altered"}


def test_a_kept_checkpoint_that_was_forged_is_told(hub: Hub, owner: Owner, signer: Signing):
    text = signer.checkpoint(owner.workspace_id)
    point = checkpoint(note(text).text)
    owner.tell(
        "INSERT INTO checkpoints (workspace_id, origin, size, note, kept_at) VALUES (:ws, :origin, 9, :note, 0)",
        origin=point.origin,
        note=text,
    )
    assert kinds(examined(hub, owner, signer)) == {"signature"}


def test_history_written_anew_with_all_that_is_stored_of_it_is_told_by_what_was_signed(
    hub: Hub, owner: Owner, signer: Signing
):
    keep(owner, signer)
    owner.alter(AT, state=b'{"name":"Theirs"}')
    owner.plant(owner.rehash())
    found = examined(hub, owner, signer)
    assert [(each.what, each.positions) for each in found.findings] == [("altered", ((1, EVENTS),))]

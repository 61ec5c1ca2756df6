"""A log examined by a process of its own: which program that is, and for how long."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goals.hub import Hub
from projections.ledger.examining.apart import ExaminingFailed, examined_apart
from projections.ledger.examining.memory import Memory
from tests.invariants.looking import hub_on
from tests.ledger.logs import opened

EVENTS = 75
NAMES = ("json.py", "subprocess.py", "projections.py", "goals.py", "sqlalchemy.py", "sitecustomize.py", "runpy.py")


@pytest.fixture
def hub(migrated_url: str) -> Iterator[Hub]:
    found = hub_on(migrated_url)
    yield found
    found.database.close()


def test_nothing_that_lies_where_the_server_was_started_is_run(
    hub: Hub, migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    workspace_id = opened(hub, events=EVENTS)
    for name in NAMES:
        (tmp_path / name).write_text(f"open({str(tmp_path / 'run')!r}, 'a').write({name!r})\n")
    monkeypatch.chdir(tmp_path)
    found = examined_apart(migrated_url, workspace_id, Memory())
    assert not (tmp_path / "run").exists()
    assert (found.findings, found.size) == ((), EVENTS)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_database_that_is_named_by_where_the_server_was_started_is_found(
    hub: Hub, sqlite_path: Path, monkeypatch: pytest.MonkeyPatch
):
    workspace_id = opened(hub, events=EVENTS)
    monkeypatch.chdir(sqlite_path.parent)
    assert examined_apart(f"sqlite:///{sqlite_path.name}", workspace_id, Memory()).size == EVENTS


def test_what_takes_too_long_is_given_up_and_said(hub: Hub, migrated_url: str):
    workspace_id = opened(hub, events=1)
    with pytest.raises(ExaminingFailed, match="more than"):
        examined_apart(migrated_url, workspace_id, Memory(), longest_s=0.01)

"""The logs verified at intervals beside a server: by one of those of a database."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import psycopg
import pytest

from api import by_the_clock, verifying
from api.contract import ledger_checks
from api.contract.doors import opened
from api.contract.ledger_checks import Check
from api.settings import Settings
from goals.database import Database
from projections.ledger.examining.examining import Examined, examine
from tests.cli.conftest import Shell
from tests.cli.servers import Serve, serving

EVERY_S = 0.3
PATIENCE_S = 30
US = 1_000_000


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with serving(tmp_path) as started:
        yield started


@pytest.fixture
def acme(shell: Shell) -> str:
    """The id of a workspace."""
    return str(shell.json("workspace", "open", "acme")["id"])


def settings(shell: Shell, every_s: int = 1) -> Settings:
    return Settings(database_url=shell.url, keys_url=shell.url, pool_size=2, verify_every_s=every_s)


def checks(url: str, workspace_id: str) -> list[Check]:
    """The newest first."""
    with closing(Database(url, pool_size=1)) as database, database.reading() as rows:
        return ledger_checks.listed(rows, workspace_id, most=100)


def waited_for(count: int, url: str, workspace_id: str) -> list[Check]:
    """So many checks or more, the newest first."""
    give_up = time.monotonic() + PATIENCE_S
    while len(found := checks(url, workspace_id)) < count:
        assert time.monotonic() < give_up, found
        time.sleep(0.05)
    return found


def test_a_server_verifies_by_the_clock(serve: Serve, tmp_path: Path, sqlite_template: Path):
    shutil.copy(sqlite_template, tmp_path / "goalpost.sqlite")
    shell = Shell(f"sqlite:///{tmp_path / 'goalpost.sqlite'}")
    workspace_id = shell.json("workspace", "open", "acme")["id"]
    serve("--no-signer", "--workers", "1", GOALPOST_VERIFY_EVERY_S="1", GOALPOST_KEYS_URL=shell.url)
    first = waited_for(1, shell.url, workspace_id)[-1]
    assert (first.asked_by.type.value, first.asked_by.id, first.sound) == ("system", "clock", True)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_server_that_is_told_so_never_verifies(shell: Shell):
    own = psutil.Process()
    before = set(own.children())
    with by_the_clock.beside_server(settings(shell, every_s=0)) as begin:
        begin()
        assert set(own.children()) == before
    with by_the_clock.beside_server(settings(shell, every_s=1)):
        assert len(set(own.children()) - before) == 1


@contextmanager
def ticking(shell: Shell) -> Iterator[Event]:
    """One server's clock; it ends with the block, or once the event is set."""
    over = Event()
    with ThreadPoolExecutor(1) as alone:
        done = alone.submit(by_the_clock.verifying, settings(shell), over, every_s=EVERY_S)
        try:
            yield over
        finally:
            over.set()
            done.result(PATIENCE_S)


def test_of_two_clocks_one_verifies_and_when_it_ends_the_other_takes_over(shell: Shell, acme: str):
    with ticking(shell) as first:
        waited_for(1, shell.url, acme)
        with ticking(shell):
            found = waited_for(4, shell.url, acme)
            gaps_s = [(later.checked_at - earlier.checked_at) / US for later, earlier in pairwise(found)]
            assert min(gaps_s) > 0.9 * EVERY_S
            first.set()
            waited_for(len(checks(shell.url, acme)) + 2, shell.url, acme)


def disk_error() -> sqlite3.Error:
    found = sqlite3.OperationalError("disk I/O error")
    found.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return found


PASSING: dict[str, Callable[[], Exception]] = {
    "the disk": disk_error,
    "the connection": lambda: psycopg.OperationalError("the connection is lost"),
    "the system": lambda: OSError("too many open files"),
}
LASTING: dict[str, Callable[[], Exception]] = {
    "text that is none": lambda: sqlite3.OperationalError("Could not decode to UTF-8 column"),
    "a broken file": lambda: sqlite3.DatabaseError("database disk image is malformed"),
    "a table that is gone": lambda: psycopg.errors.UndefinedTable("there is none"),
}


@pytest.mark.parametrize("failing", [*PASSING, *LASTING])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_may_be_gone_the_next_time_is_tried_again_and_what_may_not_is_kept(
    shell: Shell, acme: str, failing: str, monkeypatch: pytest.MonkeyPatch
):
    def fails(*about: Any, **more: Any) -> Examined:
        raise (PASSING | LASTING)[failing]()

    with closing(opened(settings(shell))) as doors:
        monkeypatch.setattr(verifying, "examine", fails)
        by_the_clock.verify_all(doors, Event())
        kept = checks(shell.url, acme)
        monkeypatch.setattr(verifying, "examine", examine)
        by_the_clock.verify_all(doors, Event())
    assert [each["what"] for check in kept for each in check.findings] == ["unchecked"] * (failing in LASTING)
    assert checks(shell.url, acme)[0].sound

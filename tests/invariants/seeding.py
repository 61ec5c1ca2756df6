"""Workspaces with a key of every role, made as an operator makes them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from api.contract import keys
from api.contract.doors import Doors, opened
from api.contract.roles import Role
from api.settings import Settings
from goals.facts import Actor, Asked, Source
from goals.identity import new_id
from goals.vocabulary import ActorType, WorkspaceKind

ASKED = Asked(actor=Actor(type=ActorType.USER, id="operator"), source=Source(channel="cli"))


@dataclass(frozen=True, kw_only=True)
class Seeded:
    workspace_id: str
    tokens: Mapping[Role, str]


def seeded(database_url: str, *, kind: WorkspaceKind = WorkspaceKind.TEST) -> Seeded:
    """A new workspace. A test workspace's clock stands at 1970."""
    with doors_on(database_url) as doors:
        workspace_id = doors.hub.open_workspace(name=new_id(), kind=kind, asked=ASKED)
        with doors.database.writing() as rows:
            tokens = {
                role: keys.create(rows, workspace_id=workspace_id, kind=kind, role=role, created_by="operator")[1]
                for role in Role
            }
    return Seeded(workspace_id=workspace_id, tokens=tokens)


@contextmanager
def doors_on(database_url: str) -> Iterator[Doors]:
    doors = opened(Settings(database_url=database_url, keys_url=database_url, pool_size=2))
    try:
        yield doors
    finally:
        doors.close()

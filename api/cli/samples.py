"""`goalpost sample`, and what `goalpost serve --sample` shows of it."""

from dataclasses import dataclass
from datetime import timedelta

import click

from api.cli import opening
from api.cli.telling import Teller, counted, progress, telling
from api.contract import keys
from api.contract.doors import Doors, opened
from api.contract.roles import Role
from api.sample.loading import NAMES, load
from api.settings import Settings
from goals.errors import NotFound
from goals.facts import Actor
from goals.instants import machine_now
from goals.vocabulary import ActorType

KEY_LIVES = timedelta(days=30)
MADE_BY = "serve --sample"


@dataclass(frozen=True, kw_only=True)
class SampleKey:
    workspace: str
    role: Role
    token: str


@click.command()
@telling
def sample(teller: Teller) -> None:
    """Load the sample's workspaces, where they are not there yet."""
    with opening.doors() as found, progress("sample") as told:
        filled = load(found.hub, told=told)
    sentence = (
        f"Filled {counted(filled, 'workspace')}: {', '.join(NAMES)}." if filled else "The sample is there already."
    )
    teller.say({"filled": filled, "workspaces": list(NAMES)}, sentence)


def loaded_with_keys(said: Settings) -> list[SampleKey]:
    """The sample, loaded if the database has no workspace yet, and a new admin key for each of its workspaces."""
    doors = opened(said)
    try:
        with progress("sample") as told:
            if _is_new(doors):
                load(doors.hub, told=told)
        return [key for name in NAMES if (key := _key(doors, name)) is not None]
    finally:
        doors.close()


def _is_new(doors: Doors) -> bool:
    """Whether nobody opened a workspace yet; a sample whose loading was interrupted is finished."""
    return {name for _, name, _ in doors.hub.workspaces()} <= set(NAMES)


def _key(doors: Doors, name: str) -> SampleKey | None:
    try:
        workspace_id, kind = doors.hub.workspace_named(name)
    except NotFound:
        return None
    with doors.database.writing() as rows:
        _, token = keys.create(
            rows,
            workspace_id=workspace_id,
            kind=kind,
            role=Role.ADMIN,
            actor=Actor(type=ActorType.USER, id="you"),
            created_by=MADE_BY,
            expires_at=machine_now() + KEY_LIVES,
        )
    return SampleKey(workspace=name, role=Role.ADMIN, token=token)

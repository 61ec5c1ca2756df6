"""Logs of any length, and whether their trees are right."""

from eventsourcing.persistence import StoredEvent

from goals.container.commands import OpenContainer
from goals.facts import Actor, Asked, Source
from goals.hub import Hub
from goals.identity import new_id
from goals.vocabulary import ActorType, ContainerKind, WorkspaceKind
from goals.writing import Writing
from tests.invariants.looking import events_of, recomputed, stored_rows
from tests.ledger.defined import defined_rows

ASKED = Asked(actor=Actor(type=ActorType.USER, id="ana"), source=Source(channel="cli"))


def opened(hub: Hub, *, events: int, name: str = "logged") -> str:
    """A workspace with so many events, at least one."""
    workspace_id = hub.open_workspace(name=name, kind=WorkspaceKind.LIVE, asked=ASKED)
    write(hub, workspace_id, events - 1)
    return workspace_id


def write(hub: Hub, workspace_id: str, events: int) -> None:
    """So many events, each by itself, in one transaction."""

    hub.write(workspace_id, lambda writing: write_in(writing, events))


def write_in(writing: Writing, events: int) -> None:
    for _ in range(events):
        opening = OpenContainer(container_id=new_id(), name="Ours", kind=ContainerKind.FOLDER)
        writing.change(opening, ASKED)


def another_name() -> str:
    """Of a workspace, where a test opens many in one database."""
    return f"logged {new_id()}"


def append(hub: Hub, workspace_id: str, events: int) -> None:
    """So many at once, of no meaning."""
    log = hub.application(workspace_id).event_log

    def work(writing: Writing) -> None:
        with log.entered(writing.rows):
            log.insert_events([StoredEvent(new_id(), 1, "nothing", b"{}") for _ in range(events)])

    hub.write(workspace_id, work)


def leaves_of(database_url: str, workspace_id: str) -> list[bytes]:
    """From the stored bytes."""
    return [recomputed(event) for event in events_of(database_url, workspace_id)]


def require_tree(database_url: str, workspace_id: str) -> list[bytes]:
    """The leaves, after the rows were found to be those of the tree above them: all of them, and no others."""
    leaves = leaves_of(database_url, workspace_id)
    assert stored_rows(database_url, workspace_id) == defined_rows(leaves)
    return leaves

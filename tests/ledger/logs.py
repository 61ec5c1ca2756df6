"""Logs of any length, and their trees as anybody would compute them from the definition alone."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from eventsourcing.persistence import StoredEvent

from goals.container.commands import OpenContainer
from goals.facts import Actor, Asked, Source
from goals.hub import Hub
from goals.identity import new_id
from goals.ledger.merkle import Subtree
from goals.ledger.tree import LOWEST
from goals.tables import durable
from goals.vocabulary import ActorType, ContainerKind, WorkspaceKind
from goals.writing import Writing
from tests.invariants.looking import events_of, recomputed, rows_of

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


def stored_rows(database_url: str, workspace_id: str) -> Mapping[Subtree, bytes]:
    found = rows_of(database_url, durable, "tree_nodes", workspace_id)
    return {(row["level"], row["idx"]): bytes(row["hash"]) for row in found}


def defined_rows(leaves: Sequence[bytes]) -> Mapping[Subtree, bytes]:
    """Each full subtree of LOWEST and above."""
    found: dict[Subtree, bytes] = {}
    nodes, level = list(leaves), 0
    while nodes:
        if level >= LOWEST:
            found.update({(level, index): node for index, node in enumerate(nodes)})
        nodes = [_joined(nodes[n], nodes[n + 1]) for n in range(0, len(nodes) - 1, 2)]
        level += 1
    return found


def defined_root(leaves: Sequence[bytes]) -> bytes:
    """As RFC 6962 defines it, section 2.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while 2 * left < len(leaves):
        left *= 2
    return _joined(defined_root(leaves[:left]), defined_root(leaves[left:]))


def require_tree(database_url: str, workspace_id: str) -> list[bytes]:
    """The leaves, after the rows were found to be those of the tree above them: all of them, and no others."""
    leaves = leaves_of(database_url, workspace_id)
    assert stored_rows(database_url, workspace_id) == defined_rows(leaves)
    return leaves


def _joined(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()

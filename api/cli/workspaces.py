"""`goalpost workspace`"""

import click

from api.cli.opening import AT_THE_SHELL, doors
from api.cli.telling import MISUSED, Failed, Teller, table, telling
from goals.vocabulary import WorkspaceKind

LONGEST_NAME = 100


@click.group()
def workspace() -> None:
    """Open and list workspaces."""


@workspace.command("open")
@click.argument("name")
@click.option("--test", "is_test", is_flag=True, help="Its clock stands until it is moved. For ever.")
@telling
def open_one(teller: Teller, name: str, is_test: bool) -> None:
    """Open a workspace: a log of its own."""
    if not (name.isprintable() and name == name.strip() and 1 <= len(name) <= LONGEST_NAME):
        sentence = f"A workspace's name is 1 to {LONGEST_NAME} printable characters, without spaces around them."
        raise Failed(sentence, code="name-unusable", exit_code=MISUSED)
    kind = WorkspaceKind.TEST if is_test else WorkspaceKind.LIVE
    with doors() as found:
        workspace_id = found.hub.open_workspace(name=name, kind=kind, asked=AT_THE_SHELL)
    document = {"id": workspace_id, "name": name, "kind": kind.value}
    teller.say(document, f"Opened the {kind} workspace {name} ({workspace_id}).")


@workspace.command("list")
@telling
def list_all(teller: Teller) -> None:
    """Show every workspace, by name."""
    with doors() as found:
        known = found.hub.workspaces()
    document = [{"id": workspace_id, "name": name, "kind": kind.value} for workspace_id, name, kind in known]
    lines = [(name, kind.value, workspace_id) for workspace_id, name, kind in known]
    teller.say(document, table(("name", "kind", "id"), lines))

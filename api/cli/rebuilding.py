"""`goalpost rebuild`"""

import click

from api.cli.opening import doors
from api.cli.telling import Teller, counted, progress, telling
from goals.hub import Hub
from projections.rebuild import rebuild as fill_again


@click.command()
@click.option("--workspace", metavar="NAME", help="Only this one.  [default: all]")
@telling
def rebuild(teller: Teller, workspace: str | None) -> None:
    """Empty the read models and fill them again from the first event."""
    with doors() as found:
        positions = {
            name: _rebuilt(found.hub, workspace_id, name) for workspace_id, name in _wanted(found.hub, workspace)
        }
    document = [{"workspace": name, "position": position} for name, position in positions.items()]
    lines = [f"{name}: read models rebuilt from {counted(position, 'event')}." for name, position in positions.items()]
    teller.say(document, "\n".join(lines) or "There is no workspace yet.")


def _wanted(hub: Hub, name: str | None) -> list[tuple[str, str]]:
    if name is not None:
        return [(hub.workspace_named(name)[0], name)]
    return [(workspace_id, each) for workspace_id, each, _ in hub.workspaces()]


def _rebuilt(hub: Hub, workspace_id: str, name: str) -> int:
    with progress(name) as told:
        return fill_again(hub, workspace_id, told=told)

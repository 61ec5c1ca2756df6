"""`goalpost ledger rebuild`"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import click

from api.cli.opening import chosen, doors
from api.cli.telling import REFUSED, Teller, counted, progress, telling
from goals.hub import Hub
from goals.ledger.merkle import Subtree
from projections.ledger import trees
from projections.ledger.trees import Rebuilt


@click.command()
@click.option("--workspace", metavar="NAME", help="Only this one.  [default: all]")
@click.option("--check", is_flag=True, help="Only compare; exit with 1 where a row differs.")
@telling
def rebuild(teller: Teller, workspace: str | None, check: bool) -> None:
    """Derive the tree anew from the stored events, and put right the rows that differ.

    The root above the same events is the same one. An event that is not what it was when it was recorded is refused:
    that is no matter of the tree.
    """
    with doors() as found:
        done = {name: _derived(found.hub, each, name, check) for each, name in chosen(found.hub, workspace)}
    lines = [_line(name, each, is_check=check) for name, each in done.items()]
    teller.say([_told(*each) for each in done.items()], "\n".join(lines) or "There is no workspace yet.")
    if check and any(each.count for each in done.values()):
        raise SystemExit(REFUSED)


def _derived(hub: Hub, workspace_id: str, name: str, is_check: bool) -> Rebuilt:
    derive = trees.check if is_check else trees.rebuild
    with progress(name) as told:
        return derive(hub, workspace_id, told=told)


def _told(name: str, rebuilt: Rebuilt) -> Mapping[str, Any]:
    return {
        "workspace": name,
        "size": rebuilt.size,
        "root": b64encode(rebuilt.root).decode(),
        "differing": rebuilt.count,
        "first": [_named(node) for node in rebuilt.differing],
    }


def _named(node: Subtree) -> Mapping[str, int]:
    """The row, and the positions of the first and the last event under it."""
    level, index = node
    return {"level": level, "index": index, "from": (index << level) + 1, "to": (index + 1) << level}


def _line(name: str, rebuilt: Rebuilt, *, is_check: bool) -> str:
    root = f"The root is {b64encode(rebuilt.root).decode()}."
    if rebuilt.count == 0:
        return (
            f"{name}: the tree is as {counted(rebuilt.size, 'event')} make{'s' if rebuilt.size == 1 else ''} it. {root}"
        )
    first = _named(rebuilt.differing[0])
    one, many = ("differs", "differ") if is_check else ("was put right", "were put right")
    said = one if rebuilt.count == 1 else many
    where = f"the first over positions {first['from']:,} to {first['to']:,}"
    return f"{name}: {counted(rebuilt.count, 'row')} of the tree {said}, {where}. {root}"

"""`goalpost rebuild`"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

import click

from api.cli.opening import chosen, doors
from api.cli.telling import REFUSED, Teller, counted, progress, telling
from goals.hub import Hub
from projections.comparing import Difference
from projections.rebuild import Rebuilt
from projections.rebuild import check as fill_aside
from projections.rebuild import rebuild as fill_again


@click.command()
@click.option("--workspace", metavar="NAME", help="Only this one.  [default: all]")
@click.option("--check", is_flag=True, help="Only compare what is served with a rebuild; exit with 1 where it differs.")
@telling
def rebuild(teller: Teller, workspace: str | None, check: bool) -> None:
    """Fill the read models again from the first event.

    They are filled beside those that are served, while reads and writes go on, and compared with them; the first row
    that differs is told. Then they are served instead, from one moment to the next.
    """
    with doors() as found:
        done = {
            name: _checked(found.hub, workspace_id, name) if check else _rebuilt(teller, found.hub, workspace_id, name)
            for workspace_id, name in chosen(found.hub, workspace)
        }
    lines = [_line(name, each, is_check=check) for name, each in done.items()]
    document = [_told(name, each) for name, each in done.items()]
    teller.say(document, "\n".join(lines) or "There is no workspace yet.")
    if check and any(each.difference is not None for each in done.values()):
        raise SystemExit(REFUSED)


def _checked(hub: Hub, workspace_id: str, name: str) -> Rebuilt:
    with progress(name) as told:
        return fill_aside(hub, workspace_id, told=told)


def _rebuilt(teller: Teller, hub: Hub, workspace_id: str, name: str) -> Rebuilt:
    with progress(name) as told:
        return fill_again(hub, workspace_id, told=told, found=partial(_warn, teller, name))


def _warn(teller: Teller, name: str, difference: Difference) -> None:
    """On stderr, before what is served is another."""
    document = {"workspace": name, "difference": asdict(difference)}
    sentence = f"{name}: {difference.sentence()}"
    click.echo(json.dumps(document, ensure_ascii=False) if teller.as_json else sentence, err=True)


def _told(name: str, rebuilt: Rebuilt) -> Mapping[str, Any]:
    return {"workspace": name, **asdict(rebuilt)}


def _line(name: str, rebuilt: Rebuilt, *, is_check: bool) -> str:
    events = counted(rebuilt.position, "event")
    if not is_check:
        return f"{name}: read models rebuilt from {events}."
    if rebuilt.difference is None:
        return f"{name}: the read models are as {events} fill{'s' if rebuilt.position == 1 else ''} them."
    return f"{name}: {rebuilt.difference.sentence()}"

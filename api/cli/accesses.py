"""`goalpost access-log`"""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import Cell, actor, columns
from api.cli.telling import Teller

HEADER = ("at", "who", "what", "asked for", "answered")


@click.command("access-log")
@asks("/v1/access-log")
def access_log(teller: Teller, question: Question) -> None:
    """Show who read the trail, exported, verified, or was refused.

    The newest first. To read this is recorded, too.
    """
    teller.items(question.items(), _table)


def _table(entries: list[Any]) -> str:
    if not entries:
        return "Nobody looked, and nobody was refused, as far as was asked."
    return columns(HEADER, (_line(entry) for entry in entries))


def _line(entry: Mapping[str, Any]) -> tuple[Cell, ...]:
    filters = tuple(f"{name}={value}" for name, value in entry["asked"].items())
    who = (actor(entry["actor"]), *([f"for {entry['on_behalf_of']}"] if entry["on_behalf_of"] else []))
    asked_for = f"{entry['method']} {entry['path']}" if entry["method"] else entry["path"]
    return (entry["at"], who, entry["action"], (asked_for, *filters), str(entry["status"]))

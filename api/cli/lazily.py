"""A group of commands whose modules are imported when they are asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class Lazily(click.Group):
    """Most commands need a part of what all of them need: to import that takes longer than they do.

    `places` tells for each command's name where it is, as "module:attribute".
    """

    def __init__(self, name: str, *, places: Mapping[str, str], **told: Any) -> None:
        super().__init__(name, **told)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._places:
            return None
        module, _, attribute = self._places[cmd_name].partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

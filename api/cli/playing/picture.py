"""How a frame looks: a header, the goals, what happened, and the keys, in just so many lines."""

from collections.abc import Mapping
from io import StringIO
from os import terminal_size
from typing import Any

from rich.console import Console
from rich.text import Text

from api.cli.playing import happenings, headings
from api.cli.playing.happenings import Named
from api.cli.playing.player import Player
from api.cli.playing.rows import Rows

Told = Mapping[str, Any]

KEYS = "space pause · ← → step · home end · + - speed · ↑ ↓ page · q quit"
AROUND = 4
"""Lines that are neither goals nor events: two of header, the names of the columns, the keys."""
FEWEST_EVENT_LINES = 5


class Picture:
    """Draws frames of one replay."""

    def __init__(self, workspace: str, named: Named) -> None:
        self._workspace = workspace
        self._named = named
        self._rows = Rows()

    def lines(self, player: Player, size: terminal_size) -> list[str]:
        """As a terminal shows them: no more than its lines, none wider than it is."""
        frame = player.reel.frame
        self._rows.learn(frame["goals"])
        body = max(size.lines - AROUND, 1)
        for_events = min(max(FEWEST_EVENT_LINES, body // 3), body // 2)
        per_page = max(body - for_events - 1, 1)
        shown = self._page(player, frame["goals"], per_page)
        goals = [self._rows.row(goal, size.columns) for goal in shown]
        events = happenings.lines(frame, self._named, height=body - len(goals) - 1)
        middle = [self._rows.header(size.columns), *goals, Text(), *events]
        head = [headings.playing(player, self._workspace), headings.seen_from(player, per_page=per_page)]
        space = [Text()] * (size.lines - len(head) - len(middle) - 1)
        foot = Text(player.said, "bold") if player.said else Text(KEYS, "dim")
        return _drawn([*head, *middle, *space, foot][: size.lines], size)

    def _page(self, player: Player, goals: list[Told], per_page: int) -> list[Told]:
        player.has_pages(max(len(goals) - 1, 0) // per_page + 1)
        return goals[player.page * per_page :][:per_page]


def _drawn(lines: list[Text], size: terminal_size) -> list[str]:
    console = Console(
        file=StringIO(), force_terminal=True, width=size.columns, height=size.lines, highlight=False, emoji=False
    )
    for line in lines:
        line.truncate(size.columns, overflow="ellipsis")
    with console.capture() as capture:
        console.print(Text("\n").join(lines), end="", no_wrap=True, overflow="crop")
    return capture.get().split("\n")

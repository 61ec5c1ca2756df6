"""Each goal in one line, in columns that fit the terminal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from api.cli.playing import figures

Told = Mapping[str, Any]

GAP = 2
WIDEST = 28
NARROWEST_TITLE = 16
NARROWEST_BAR = 8
WIDEST_BAR = 40
DONE, REST, MARK = "━", "─", "┃"
COLOURS = {
    "on_track": "green",
    "achieved_early": "green",
    "achieved": "green",
    "at_risk": "yellow",
    "stale": "yellow",
    "partially_achieved": "yellow",
    "off_track": "red",
    "overdue": "red",
    "missed": "red",
}
QUIET = "dim"
HEADER = "dim underline"
FIGURES: dict[str, Callable[[Told], str]] = {
    "done": figures.progress,
    "value → target": figures.value,
    "pace": figures.pace,
    "state": figures.standing,
    "flags": figures.flags,
}
TO_THE_RIGHT = ("done", "pace")
FIRST_TO_GO = ("pace", "flags", "value → target", "state")


@dataclass
class Rows:
    """Columns once as wide as what stood in them stay so: nothing jumps from frame to frame."""

    widths: dict[str, int] = field(default_factory=lambda: {name: len(name) for name in FIGURES})
    title: int = NARROWEST_TITLE

    def header(self, width: int) -> Text:
        title, bar, shown = self._layout(width)
        names = (_fit(name, self.widths[name], to_the_right=name in TO_THE_RIGHT) for name in shown)
        return Text((" " * GAP).join((_fit("goal", title), _fit("", bar), *names)), HEADER)

    def learn(self, goals: Sequence[Told]) -> None:
        """Of all the goals of a frame, though not all of them are shown at once."""
        for name, told in FIGURES.items():
            self.widths[name] = max(self.widths[name], min(_widest(told, goals), WIDEST))
        self.title = max(self.title, _widest(figures.title, goals))

    def row(self, goal: Told, width: int) -> Text:
        title, bar, shown = self._layout(width)
        colour = COLOURS.get(figures.code(goal), QUIET)
        line = Text(_fit(figures.title(goal), title))
        line.append(" " * GAP).append_text(_bar(goal, bar, colour))
        for name in shown:
            cell = _fit(FIGURES[name](goal), self.widths[name], to_the_right=name in TO_THE_RIGHT)
            line.append(" " * GAP).append(cell, {"state": colour, "flags": "magenta"}.get(name, ""))
        return line

    def _layout(self, width: int) -> tuple[int, int, list[str]]:
        """How wide the title and the bar are, and which columns there are."""
        shown = list(FIGURES)
        for name in FIRST_TO_GO:
            if self._rest(width, shown) >= NARROWEST_TITLE + NARROWEST_BAR:
                break
            shown.remove(name)
        rest = max(self._rest(width, shown), 2)
        title = min(self.title, rest - min(max(NARROWEST_BAR, rest // 3), rest // 2))
        return title, min(rest - title, WIDEST_BAR), shown

    def _rest(self, width: int, shown: Sequence[str]) -> int:
        return width - GAP - sum(self.widths[name] + GAP for name in shown)


def _widest(told: Callable[[Told], str], goals: Sequence[Told]) -> int:
    return max((cell_len(told(goal)) for goal in goals), default=0)


def _bar(goal: Told, width: int, colour: str) -> Text:
    """What is done, in the colour of how it stands, and a mark where it was expected to be."""
    if goal["progress"] is None:
        return Text(" " * width)
    done = int(Decimal(goal["progress"]["clamped"]) * width)
    line = Text(DONE * done, colour).append(REST * (width - done), QUIET)
    if goal["expected"] is None:
        return line
    at = min(int(Decimal(goal["expected"]) * width), width - 1)
    return line[:at].append(MARK, "bold").append_text(line[at + 1 :])


def _fit(text: str, width: int, *, to_the_right: bool = False) -> str:
    """In so many cells: a wide character takes two."""
    if cell_len(text) > width:
        return set_cell_size(set_cell_size(text, max(width - 1, 0)) + "…", width)
    return " " * (width - cell_len(text)) + text if to_the_right else set_cell_size(text, width)

"""A terminal of its own for a command: what stands on its screen, keys to press, and how it was left."""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

from rich.cells import cell_len

from api.cli import main

PATIENCE_S = 30
PART = re.compile(r"\x1b\[(?P<said>[?0-9;]*)(?P<obeyed>[A-Za-z])|(?P<control>[\r\n])|(?P<shown>.)", re.DOTALL)
UNFINISHED = re.compile(r"\x1b(\[[?0-9;]*)?$")
DRAWN = re.compile(r"(?=\x1b\[H)")
UP, DOWN, RIGHT, LEFT, HOME, END = (f"\x1b[{letter}" for letter in "ABCDHF")
CTRL_C = "\x03"


class Screen:
    """As much of a terminal as the command makes use of."""

    def __init__(self, columns: int, lines: int) -> None:
        self.columns, self.lines = columns, lines
        self.cells = [[" "] * columns for _ in range(lines)]
        self.x = self.y = 0
        self.is_other = self.is_cursor_hidden = False
        self.styles: set[str] = set()
        self._rest = ""

    def show(self, sent: str) -> None:
        whole = self._rest + sent
        cut = UNFINISHED.search(whole)
        self._rest = "" if cut is None else cut.group()
        for part in PART.finditer(whole.removesuffix(self._rest)):
            if part["shown"]:
                self._put(part["shown"])
            elif part["control"] == "\r":
                self.x = 0
            elif part["control"] == "\n":
                self.y = min(self.y + 1, self.lines - 1)
            else:
                self._obey(part["said"], part["obeyed"])

    @property
    def text(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self.cells)

    def _put(self, shown: str) -> None:
        width = cell_len(shown)
        if self.x + width > self.columns:
            assert not self.is_other, f"too wide: {self.text}"
            return
        self.cells[self.y][self.x : self.x + width] = [shown, *[""] * (width - 1)]
        self.x += width

    def has(self, told: str | re.Pattern[str]) -> bool:
        return told in self.text if isinstance(told, str) else told.search(self.text) is not None

    def _obey(self, said: str, command: str) -> None:
        match said, command:
            case "", "H":
                self.x = self.y = 0
            case _, "K" | "J":
                self.cells[self.y][self.x :] = [" "] * (self.columns - self.x)
                if command == "J":
                    self.cells[self.y + 1 :] = [[" "] * self.columns for _ in range(self.lines - self.y - 1)]
            case "?1049", _:
                self.is_other = command == "h"
            case "?25", _:
                self.is_cursor_hidden = command == "l"
            case _, "m":
                self.styles |= set(said.split(";"))


class Terminal:
    def __init__(self, process: int, end: int, screen: Screen) -> None:
        self.process, self.screen = process, screen
        self.sent = ""
        self._pending: list[str] = []
        self._end = end
        self._decoder = getincrementaldecoder("utf-8")()
        self._before = attributes(end)
        self._status: int | None = None

    def press(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def until(self, *told: str | re.Pattern[str]) -> str:
        """The screen, once all of this stands on it: none that was drawn meanwhile is passed over. What was drawn
        before may still stand beside it."""
        patience = monotonic() + PATIENCE_S
        while not all(self.screen.has(each) for each in told):
            assert monotonic() < patience and self._next(), f"{told} never stood on the screen:\n{self.screen.text}"
        return self.screen.text

    def resize(self, columns: int, lines: int) -> None:
        self.screen = Screen(columns, lines)
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def exit_code(self) -> int:
        """Once the command has ended and all it said was read."""
        while self._next():
            pass
        self._status = self._status if self._status is not None else os.waitpid(self.process, 0)[1]
        return os.waitstatus_to_exitcode(self._status)

    @property
    def is_as_before(self) -> bool:
        left = self.screen.is_other or self.screen.is_cursor_hidden
        return not left and self.sent.count("\x1b[?7h") == self.sent.count("\x1b[?7l") and self._is_restored

    @property
    def _is_restored(self) -> bool:
        return attributes(self._end) == self._before

    def _next(self) -> bool:
        """Show what was drawn next; False where nothing comes any more."""
        if not self._pending and not self._read():
            return False
        self.screen.show(self._pending.pop(0))
        return True

    def _read(self) -> bool:
        ready, _, _ = select.select([self._end], [], [], PATIENCE_S)
        sent = b""
        if ready:
            with suppress(OSError):
                sent = os.read(self._end, 1 << 16)
        told = self._decoder.decode(sent)
        self.sent += told
        self._pending = DRAWN.split(told)
        return bool(sent)

    def close(self) -> None:
        os.close(self._end)
        if self._status is None:
            os.waitpid(self.process, 0)


def attributes(end: int) -> list[Any]:
    return termios.tcgetattr(end)


@contextmanager
def terminal(*arguments: str, environ: Mapping[str, str], columns: int, lines: int) -> Iterator[Terminal]:
    """Runs a command there, in a process of its own that has everything imported already."""
    process, end = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        _run(arguments, environ)
    found = Terminal(process, end, Screen(columns, lines))
    try:
        yield found
    finally:
        found.close()


def _run(arguments: tuple[str, ...], environ: Mapping[str, str]) -> None:
    code = 70
    try:
        os.environ.update({"TERM": "xterm-256color", "COLUMNS": "", "LINES": "", **environ})
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
        main(arguments, prog_name="goalpost")
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    finally:
        for each in (sys.stdout, sys.stderr):
            with suppress(OSError):
                each.flush()
        os._exit(code)

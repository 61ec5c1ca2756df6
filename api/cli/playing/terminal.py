"""The terminal: all of its screen and each key for a while, and then as it was, however that ends."""

import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from api.cli.playing.keys import Key, Keyboard

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
LEAVE = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
"""Another screen and back; the cursor hidden and shown; lines that are too long cut, and folded again."""
HOME = "\x1b[H"
CLEAR_LINE = "\x1b[K"
CLEAR_BELOW = "\x1b[J"

MOST_READ = 1024
FALLBACK = os.terminal_size((80, 24))
ENDING = (signal.SIGTERM, signal.SIGHUP)
WAKING = (signal.SIGWINCH, signal.SIGTSTP)


def is_there() -> bool:
    """Whether somebody looks and has keys to press."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "unknown")


class Terminal:
    """Made by `taken`. Nothing goes through a buffer, which could be written after the terminal was given back."""

    def __init__(self, source: int, target: int, encoding: str) -> None:
        self._source = source
        self._target = target
        self._encoding = encoding
        self._keyboard = Keyboard()
        self._before: list[Any] = termios.tcgetattr(source)
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self.is_to_stop = False

    @property
    def size(self) -> os.terminal_size:
        """As it is now: a window may be made another size."""
        with suppress(OSError):
            found = os.get_terminal_size(self._target)
            if found.columns and found.lines:
                return found
        return FALLBACK

    def draw(self, lines: Sequence[str]) -> None:
        self._write(HOME + "\r\n".join(CLEAR_LINE + line for line in lines) + CLEAR_BELOW)

    def keys(self, wait_s: float | None) -> list[Key]:
        """What was pressed in the next `wait_s` seconds, or until anything was; none where it is to be drawn anew."""
        ready, _, _ = select.select([self._source, self._woken], [], [], wait_s)
        if self._woken in ready:
            os.read(self._woken, MOST_READ)
        if self.is_to_stop:
            self._stop()
        if self._source not in ready:
            return []
        sent = os.read(self._source, MOST_READ)
        return self._keyboard.pressed(sent) if sent else [Key.QUIT]

    def take(self) -> None:
        tty.setcbreak(self._source)
        self._write(ENTER)

    def give_back(self) -> None:
        """Also a terminal that is gone."""
        with suppress(OSError):
            self._write(LEAVE)
        with suppress(OSError, termios.error):
            termios.tcsetattr(self._source, termios.TCSAFLUSH, self._before)

    def wake(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._wake, b"!")

    def close(self) -> None:
        os.close(self._woken)
        os.close(self._wake)

    def _stop(self) -> None:
        """As Ctrl-Z does, until the shell goes on with it."""
        self.is_to_stop = False
        self.give_back()
        noted = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, noted)
        self.take()

    def _write(self, text: str) -> None:
        rest = text.encode(self._encoding, "replace")
        while rest:
            rest = rest[os.write(self._target, rest) :]


@contextmanager
def taken() -> Iterator[Terminal]:
    """The terminal this program has. Raises SystemExit where it is told to end."""
    terminal = Terminal(sys.stdin.fileno(), sys.stdout.fileno(), sys.stdout.encoding)
    before = {each: signal.getsignal(each) for each in (*ENDING, *WAKING)}
    try:
        for each in ENDING:
            signal.signal(each, _end)
        for each in WAKING:
            signal.signal(each, _noted(terminal))
        terminal.take()
        yield terminal
    finally:
        held = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, *before))
        terminal.give_back()
        for each, handler in before.items():
            signal.signal(each, handler)
        terminal.close()
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _end(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


def _noted(terminal: Terminal) -> Any:
    def note(number: int, _: FrameType | None) -> None:
        terminal.is_to_stop = terminal.is_to_stop or number == signal.SIGTSTP
        terminal.wake()

    return note

"""Which keys were pressed, by the bytes that a terminal sends?"""

import re
from enum import Enum, auto

SEQUENCE = re.compile(
    rb"\x1b[\[O](?P<named>[0-9;]*[A-Za-z~])"
    rb"|(?P<plain>[^\x1b])"
    rb"|\x1b(?=[^\[O])"
    rb"|\x1b[\[O][0-9;]*(?=[^0-9;A-Za-z~])",
    re.DOTALL,
)
"""A key's name after `ESC [` or `ESC O`, a key by itself, or an escape that nothing sensible follows."""
LONGEST = 16


class Key(Enum):
    PAUSE = auto()
    FORWARD = auto()
    BACK = auto()
    FIRST = auto()
    LAST = auto()
    FASTER = auto()
    SLOWER = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    QUIT = auto()


PLAIN = {
    b" ": Key.PAUSE,
    b"q": Key.QUIT,
    b"Q": Key.QUIT,
    b"+": Key.FASTER,
    b"=": Key.FASTER,
    b"-": Key.SLOWER,
}
NAMED = {
    b"A": Key.PAGE_UP,
    b"B": Key.PAGE_DOWN,
    b"C": Key.FORWARD,
    b"D": Key.BACK,
    b"H": Key.FIRST,
    b"F": Key.LAST,
    b"1~": Key.FIRST,
    b"7~": Key.FIRST,
    b"4~": Key.LAST,
    b"8~": Key.LAST,
    b"5~": Key.PAGE_UP,
    b"6~": Key.PAGE_DOWN,
}


class Keyboard:
    """Takes bytes as they come: a key's may come in pieces."""

    def __init__(self) -> None:
        self._rest = b""

    def pressed(self, sent: bytes) -> list[Key]:
        """The keys that mean something, in order."""
        keys, at = [], 0
        sent = self._rest + sent
        while (found := SEQUENCE.match(sent, at)) is not None:
            at = found.end()
            key = NAMED.get(found["named"] or b"") or PLAIN.get(found["plain"] or b"")
            if key is not None:
                keys.append(key)
        self._rest = sent[at : at + LONGEST]
        return keys

"""What does the bundle say stands in the place of each sealed text?"""

from collections.abc import Iterator
from typing import Any

from projections.ledger.verifier.canonical import line
from projections.ledger.verifier.container import Bundle

REDACTIONS = "redactions.ndjson"
PERSONAL, ERASED = "personal", "erased"
MOST_LINE = 1 << 16
MOST_OF_AN_EVENT = 10_000
SHAPE = {"position": int, "field": str, "subject": str, "ground": str, "erased_at?": int}
NOWHERE = 1 << 63
"""A position that no event has."""

Line = dict[str, Any]


def lines(bundle: Bundle) -> Iterator[Line]:
    """As they stand. Raises ValueError, RecursionError for what is no such line."""
    with bundle.open(REDACTIONS) as file:
        while read := file.readline(MOST_LINE):
            if not read.endswith(b"\n"):
                raise ValueError(f"{REDACTIONS} ends within a line, or has one of more than {MOST_LINE} bytes")
            found = line(read[:-1].decode(), SHAPE)
            if not 0 < found["position"] < NOWHERE:
                raise ValueError(f"{REDACTIONS} tells of a position that no event has")
            yield found


class Grounds:
    """Reads the lines in step with the events: positions are asked for in ascending order."""

    def __init__(self, bundle: Bundle) -> None:
        self._lines = lines(bundle)
        self._read()

    def before(self, position: int) -> Iterator[Line]:
        """Those that no event before this one was asked about."""
        while self.position < position:
            yield self._line
            self._read()

    def at(self, position: int) -> list[Line]:
        """Those of an event."""
        found = []
        for _ in self.before(position):
            pass
        while self.position == position:
            found.append(self._line)
            if len(found) > MOST_OF_AN_EVENT:
                raise ValueError(f"{REDACTIONS} has more than {MOST_OF_AN_EVENT} lines of position {position}")
            self._read()
        return found

    def told_at(self, position: int) -> str:
        """What a table says in the place of a sealed reason."""
        if self.position > position:
            return "[not in the list of redactions]"
        grounds = [line.get("ground") for line in self.at(position) if line.get("field") == "/reason"]
        return f"[{grounds[0]}]" if grounds else "[not in the list of redactions]"

    def _read(self) -> None:
        self._line = next(self._lines, {"position": NOWHERE})
        self.position: int = self._line["position"]

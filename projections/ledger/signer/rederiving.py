"""Old events are derived again from their stored bytes and held against the signer's leaves: of long logs in turn."""

from secrets import randbelow

from projections.ledger.signer import checking
from projections.ledger.signer.kept import Kept
from projections.ledger.signer.paging import Asked
from projections.ledger.signer.reading import Log

AT_ONCE = 20_000
"""All of a log of no more events, else so many of them each time."""


class Rederiving:
    """Knows how far it has come in each log. Where it begins, at first or in one made shorter, nobody foresees."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def check(self, rows: Asked, log: Log, kept: Kept, *, whole: bool = False) -> int:
        """How many were derived again. Raises NotAsSigned."""
        checking.reaches(log, kept)
        first, last = (1, kept.size) if whole else self._section(log.workspace_id, kept.size)
        checking.unchanged(rows, log, kept, first, last)
        return last - first + 1

    def _section(self, workspace_id: str, size: int) -> tuple[int, int]:
        if size <= AT_ONCE:
            return 1, size
        first = self._next.get(workspace_id, 0)
        if not 1 <= first <= size:
            first = 1 + randbelow(size)
        last = min(size, first + AT_ONCE - 1)
        self._next[workspace_id] = last % size + 1
        return first, last

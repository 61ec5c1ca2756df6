"""What is wrong at positions: the first ones in words, the rest counted."""

from collections.abc import Iterator

from projections.ledger.verifier.finding import Finding, at, ranges

MOST_FINDINGS = 20
MOST_POSITIONS = 100_000
"""Kept of those that are not told one by one."""


class Noting:
    """Findings of one sort."""

    def __init__(self, what: str, begin: str = "") -> None:
        """`begin` is what each sentence begins with."""
        self._what, self._begin = what, begin
        self._found: list[Finding] = []
        self._more: list[int] = []
        self._untold = 0

    def note(self, position: int, said: str) -> None:
        """`said` goes on after the position."""
        if len(self._found) < MOST_FINDINGS:
            told = f"{self._begin}Position {position}: {said}"
            self._found.append(Finding(self._what, ((position, position),), told))
        else:
            self._more.append(position)
            self._untold += 1
            self._trim()

    def say(self, said: str) -> None:
        """Of no position."""
        if len(self._found) < MOST_FINDINGS:
            self._found.append(Finding(self._what, (), self._begin + said))
        else:
            self._untold += 1

    def together(self, positions: list[int], said: str) -> None:
        """One finding of many; `{}` in `said` is where they stand."""
        places = ranges(positions)
        self._found.append(Finding(self._what, places, self._begin + said.format(at(places))))

    @property
    def findings(self) -> Iterator[Finding]:
        yield from self._found
        if self._untold:
            said = f"{self._begin}The same is wrong in {self._untold} more places."
            yield Finding(self._what, ranges(self._more), said)

    def _trim(self) -> None:
        if len(self._more) > MOST_POSITIONS:
            del self._more[MOST_POSITIONS // 2 :]

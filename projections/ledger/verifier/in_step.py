"""Does a table have the rows that the events ask for, one after another, and no others?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from projections.ledger.verifier.cells import FORMULA, Cell, in_csv
from projections.ledger.verifier.columns import COLUMNS, FROM_EVENTS, PLACES
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.finding import TRAIL, Finding, at, ranges
from projections.ledger.verifier.moved import Row
from projections.ledger.verifier.sheet_rows import AsInCsv

MOST_FINDINGS = 20
"""Of a file that are told one by one."""
MOST_KEPT = 100_000
MOST_MORE = 20
"""Rows of a retarget that are held, beyond those it has."""
LONGEST_SHOWN = 80
POSITION, FIELD = PLACES["position"], PLACES["field"]

FIRST = frozenset(FORMULA)
_of_event = itemgetter(*(PLACES[name] for name in FROM_EVENTS))
Written = tuple[Cell, ...]
Writing = Callable[[int, str], Cell]
"""How a value stands in a column, by the column's place."""


class Told(NamedTuple):
    """A row as it stands in the file; `position` is None where it is no number."""

    position: int | None
    cells: Written


class InStep:
    """The rows of one file. What is wrong with them is in `findings`."""

    def __init__(self, file: str, rows: Iterator[Written], writing: Writing, *, is_text: bool = False) -> None:
        """`is_text` where a value stands as it is, but for those that begin as a formula does."""
        self.findings: list[Finding] = []
        self.count = 0
        self._file, self._writing, self._is_text = file, writing, is_text
        self._untold = 0
        self._missing: dict[int, None] = {}
        self.right: list[Written] = []
        self._rows = self._placed(rows)
        self._next = next(self._rows, None)

    def of(self, position: int, wanted: Sequence[Row], *, known: Sequence[Written] = ()) -> list[Written]:
        """The rows told of the retarget at a position, found to be those wanted or not.

        Those that are, are in `right` until the next one. `known` are those of the CSV that were found right.
        """
        self.right = []
        while self._next is not None and (self._next.position is None or self._next.position < position):
            self._stray(self._next)
        told: list[Written] = []
        while self._next is not None and self._next.position == position:
            if len(told) <= len(wanted) + MOST_MORE:
                told.append(self._next.cells)
            self._next = next(self._rows, None)
        if told:
            self._compare(position, wanted, told, known)
        elif len(self._missing) < MOST_KEPT:
            self._missing[position] = None
        return told

    def end(self) -> list[Finding]:
        """All that was found, after the last retarget."""
        while self._next is not None:
            self._stray(self._next)
        if self._missing:
            places = ranges(list(self._missing))
            self._add(places, f"{self._file} has no row of the retargets at {at(places)}.")
        if self._untold:
            self.findings.append(Finding(TRAIL, (), f"{self._file} differs in {self._untold} more places."))
        return self.findings

    def note(self, position: int, said: str) -> None:
        """Another thing that is wrong with the rows at a position."""
        self._add(((position, position),), f"{self._file}, position {position}: {said}")

    def _placed(self, rows: Iterator[Written]) -> Iterator[Told]:
        try:
            for cells in rows:
                self.count += 1
                yield Told(_position(cells[POSITION]), cells)
        except RowsUnreadable as wrong:
            self._add((), f"{self._file} cannot be read beyond its row {self.count}: {wrong}.")

    def _stray(self, row: Told) -> None:
        if row.position is None:
            self._add((), f"{self._file} has a row whose position is {_shown(row.cells[POSITION])}.")
        elif row.position in self._missing:
            del self._missing[row.position]
            self.note(row.position, "its rows do not stand in the order of the events.")
        else:
            self.note(row.position, "there is a row, and no retarget stands there or it has no such row.")
        self._next = next(self._rows, None)

    def _compare(self, position: int, wanted: Sequence[Row], told: Sequence[Written], known: Sequence[Written]) -> None:
        fields = [row[FIELD] for row in wanted]
        found = [row[FIELD] for row in told]
        if fields == found:
            for row, cells in zip(wanted, told, strict=True):
                if not (isinstance(cells, AsInCsv) and cells in known):
                    self._compare_cells(position, row, cells)
        elif sorted(map(str, fields)) == sorted(map(str, found)):
            self.note(position, f"its rows stand in the order {', '.join(map(str, found))}.")
        else:
            said, asked = _listed(found), _listed(fields)
            self.note(position, f"its rows tell of the fields {said}; the event changed {asked}.")

    def _compare_cells(self, position: int, row: Row, cells: Written) -> None:
        writing = _as_in_csv if isinstance(cells, AsInCsv) else self._writing
        before = len(self.findings) + self._untold
        if (
            self._is_text
            and _of_event(row) == _of_event(cells)
            and FIRST.isdisjoint([cell[:1] for cell in row if cell])
        ):
            self.right.append(cells)
            return
        for place, (wanted, told) in enumerate(zip(row, cells, strict=True)):
            if wanted is None or (self._is_text and wanted == told and wanted[:1] not in FIRST):
                continue
            written = writing(place, wanted)
            if written != told or type(written) is not type(told):
                self.note(position, f"{COLUMNS[place]} is {_shown(told)}; by the event it is {_shown(written)}.")
        if before == len(self.findings) + self._untold:
            self.right.append(cells)

    def _add(self, positions: tuple[tuple[int, int], ...], said: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(TRAIL, positions, said))
        else:
            self._untold += 1


def _as_in_csv(_: int, text: str) -> Cell:
    return in_csv(text)


def _position(cell: Cell) -> int | None:
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else None
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 19 else None


def _listed(fields: Iterable[object]) -> str:
    return ", ".join(str(each) or "none" for each in fields)[:200]


def _shown(cell: Cell) -> str:
    text = f"{cell:.16G}" if isinstance(cell, float) else repr(cell)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(text)} characters)"

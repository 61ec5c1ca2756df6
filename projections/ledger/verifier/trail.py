"""Do the trail's two tables say what the events say?"""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from projections.ledger.verifier.cells import LONGEST_CELL, Cell, in_csv, in_sheet, is_formula
from projections.ledger.verifier.columns import COLUMNS, DERIVED, DERIVED_PLACES, FIGURED, FROM_EVENTS, NUMBERS, PLACES
from projections.ledger.verifier.comma_rows import rows
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.figuring import Figuring
from projections.ledger.verifier.finding import MANIFEST, TOTALS, TRAIL, Finding
from projections.ledger.verifier.grounds import Grounds
from projections.ledger.verifier.in_step import InStep, Written
from projections.ledger.verifier.moved import RETARGETED, Row
from projections.ledger.verifier.moved import rows as rows_of
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.sheet_rows import AsInCsv
from projections.ledger.verifier.spreadsheet import Book
from projections.ledger.verifier.surroundings import KPI

CSV, SPREADSHEET = "trail.csv", "trail.xlsx"
MOST_HINTS = 100
PATH = "/v1/ledger/bundle"
EFFECTIVE_ON = PLACES["effective_on"]
TOPIC = Stored._fields.index("topic")
SEEN = frozenset((RETARGETED, *KPI))
IS_NUMBER = tuple(name in NUMBERS for name in COLUMNS)
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)

NOT_DERIVED = (
    "These columns of the trail were computed by the exporter from other events and are not re-derived here:"
    f" {', '.join(name for name in DERIVED if name not in FIGURED)}."
    " `goalpost verify --deep` computes them anew from a complete bundle.",
    f"Of the trail's {', '.join(FIGURED)} no more is known here than what the event and its row come to: of magnitude"
    " its sign, where it is neither empty nor 0.0000; of ratio, progress_then and pace_then, where a KPI's readings add"
    " up, that they fit each other; while a notice ran, and in a bundle that is not complete, effect by the ratio, and"
    " the sense in which ratio and magnitude point. `goalpost verify --deep` computes the rest from a complete bundle.",
)
"""What is told of the derived columns where nothing is wrong with them."""


class Moved(NamedTuple):
    """What a retarget says, and the rows it has to have."""

    fact: Mapping[str, Any]
    rows: Sequence[Row]


class Trail:
    """Derives the rows of each retarget that passes, and reads both tables in step.

    Where a day was asked for, the tables have what was in effect by it.
    """

    checked = (
        f"Each row of {CSV} and of {SPREADSHEET} says what the event says, and each retarget has its rows, in"
        f" {', '.join(FROM_EVENTS)}.",
        f"{CSV} and {SPREADSHEET} say the same in all columns, and no cell is a formula.",
        f"The trail's {', '.join(FIGURED)} are those that each event and what else its row says come to, as far as they"
        " tell.",
    )
    unknown: Sequence[str] = NOT_DERIVED

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._manifest = manifest
        self._grounds = Grounds(bundle)
        self._book: Book | None = None
        self._hints: deque[tuple[str, ...] | None] = deque()
        self._csv = InStep(CSV, self._csv_rows(bundle), lambda _, text: in_csv(text), is_text=True)
        self._sheet = InStep(SPREADSHEET, self._sheet_rows(bundle), _in_sheet)
        self._retargets = self._rows = 0
        self._day: str | None = manifest["on"] if "on" in manifest["filters"] else None
        self._unreadable: list[Finding] = []
        self._figuring = Figuring(whole=manifest["complete"] is True)

    def saw(self, events: Sequence[Stored]) -> None:
        """Each step is taken for some together: between the other steps it takes a third longer."""
        seen = [event for event in events if event[TOPIC] in SEEN]
        read = [self._read(event) if event[TOPIC] == RETARGETED else None for event in seen]
        for event, moved in zip(seen, read, strict=True):
            if moved is None:
                self._figuring.measured(event)
            else:
                self._moved(event, moved)
        for position, said in self._figuring.judged():
            self._csv.note(position, said)

    def headed(self, headers: Sequence[Header]) -> None:
        pass

    def ended(self) -> Iterable[Finding]:
        self.unknown = (*NOT_DERIVED, *self._figuring.unknown)
        yield from self._unreadable
        yield from self._csv.end()
        yield from self._sheet.end()
        yield from self._asked()
        told = self._manifest["trail"]
        for name, found in (("rows", self._rows), ("retargets", self._retargets)):
            if told[name] != found:
                yield Finding(
                    TOTALS, (), f"The trail has {found} {name} by the events; the manifest says {told[name]}."
                )
        if tuple(told["from_events"]) != FROM_EVENTS or tuple(told["derived"]) != DERIVED:
            yield Finding(MANIFEST, (), "The manifest names other columns of the trail than this format has.")

    def _read(self, event: Stored) -> Moved:
        """Without rows where it is no retarget that can be read."""
        position = event.position
        try:
            envelope = json.loads(event.state)
            return Moved(envelope["fact"], rows_of(event, envelope, sealed=self._grounds.told_at(position)))
        except UNREADABLE as wrong:
            place = ((position, position),)
            said = f"The event at position {position} is no retarget that can be read here: {wrong!r:.80}."
            self._unreadable.append(Finding(TRAIL, place, said))
            return Moved({}, ())

    def _moved(self, event: Stored, moved: Moved) -> None:
        wanted = moved.rows
        shown = not wanted or self._day is None or str(wanted[0][EFFECTIVE_ON]) <= self._day
        told = self._shown(event.position, wanted) if shown else []
        if wanted:
            self._figuring.moved(event, moved.fact, told)

    def _shown(self, position: int, wanted: Sequence[Row]) -> list[Written]:
        """The rows as they stand in the CSV, both tables having been compared."""
        self._retargets += 1
        self._rows += len(wanted)
        told = self._csv.of(position, wanted)
        self._compare(position, told, self._sheet.of(position, wanted, known=self._csv.right))
        return told

    def _compare(self, position: int, told: Sequence[Written], sheet: Sequence[Written]) -> None:
        """What was derived has to be the same in both tables."""
        if len(told) != len(sheet):
            return
        for cells, others in zip(told, sheet, strict=True):
            if isinstance(others, AsInCsv) and others == cells:
                continue
            for place in DERIVED_PLACES:
                cell, other = str(cells[place]), others[place]
                same = cell if isinstance(others, AsInCsv) else in_sheet(cell, is_number=IS_NUMBER[place])
                if same != other:
                    self._sheet.note(position, f"{COLUMNS[place]} is {other!r:.80}; in {CSV} it is {cell!r:.80}.")
                if is_formula(cell):
                    self._csv.note(
                        position, f"{COLUMNS[place]} is {cell!r:.80}, which a spreadsheet takes for a formula."
                    )

    def _asked(self) -> Iterator[Finding]:
        """The second table of the spreadsheet says what was asked, and of which log."""
        if self._book is None or not self._book.about:
            return
        manifest, about = self._manifest, self._book.about
        wanted = {
            "path": PATH,
            **manifest["filters"],
            "workspace": manifest["workspace"]["id"],
            "position": str(manifest["position"]),
            "as_of": manifest["as_of"],
            "rows": str(manifest["trail"]["rows"]),
        }
        for name in sorted({*wanted, *about}):
            told, value = about.get(name), in_sheet(str(wanted.get(name, "")), is_number=False)
            if told != value:
                said = f"{SPREADSHEET} says of itself: {name:.40} {told!r:.80}. In the manifest it is {value!r:.80}."
                yield Finding(TRAIL, (), said)

    def _csv_rows(self, bundle: Bundle) -> Iterator[Written]:
        for cells in rows(bundle.open(CSV)):
            if len(self._hints) < MOST_HINTS:
                self._hints.append(cells if sum(map(len, cells)) <= LONGEST_CELL else None)
            yield cells

    def _sheet_rows(self, bundle: Bundle) -> Iterator[Written]:
        self._book = Book(bundle.open(SPREADSHEET))
        yield from self._book.rows(lambda: self._hints.popleft() if self._hints else None)


def _in_sheet(place: int, text: str) -> Cell:
    return in_sheet(text, is_number=IS_NUMBER[place])

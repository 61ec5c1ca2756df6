"""What is wrong with the figures of each retarget that passes, by its event and by what passed before it?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from projections.ledger.verifier.figures import FIGURES, Figures, Move, Wrong, wrong
from projections.ledger.verifier.in_step import Written
from projections.ledger.verifier.manifest import NOT_READ
from projections.ledger.verifier.observing import Stored
from projections.ledger.verifier.surroundings import Surroundings, days


class Figuring:
    """`whole` says that every event of the log passes: only then is it known what was in force.

    Retargets are judged some together, which takes half as long as one by one between other work.
    """

    def __init__(self, *, whole: bool) -> None:
        self._whole, self._around = whole, Surroundings()
        self._waiting: list[tuple[int, Move, Sequence[int], Sequence[Written]]] = []
        self._beside = 0

    @property
    def unknown(self) -> Sequence[str]:
        """That days are told which are none by the rules of time zones known here."""
        if not self._beside:
            return ()
        return (
            f"On which day {self._beside} of the retargets were recorded, near midnight: the trail's figures are those"
            " of the day beside it by the rules of their time zones known here, and can be right by others.",
        )

    def measured(self, event: Stored) -> None:
        """A KPI was defined, or redefined."""
        self._around.measured(event)

    def moved(self, event: Stored, fact: Mapping[str, Any], rows: Sequence[Written]) -> None:
        """A retarget, of every one in order. `rows` are its own, as they stand in the CSV."""
        before, goal_id = fact["before"], event.stream_id
        possible = days(event.recorded_at, before)
        held = self._whole and not self._around.may_have_notice(goal_id, min(possible))
        today = min(*possible, *days(event.recorded_at, fact["after"]))
        self._around.moved(goal_id, fact["effective_on"], today)
        is_level = self._around.is_level(before.get("kpi_id"), before.get("series"))
        self._waiting.append((event.position, Move(before, fact["after"], held, is_level), possible, rows))

    def judged(self) -> Iterator[tuple[int, str]]:
        """Positions, and sentences about the rows of the retargets since the last time."""
        waiting, self._waiting = self._waiting, []
        for position, move, possible, rows in waiting:
            last: Written = ()
            for row in rows:
                if row[FIGURES] != last:
                    last = row[FIGURES]
                    for name, told, right in self._wrong(move, Figures._make(map(str, last)), possible):
                        yield (
                            position,
                            f"{name} is {told!r:.80}; by the event and what else the row says it is {right}.",
                        )

    def _wrong(self, move: Move, told: Figures, possible: Sequence[int]) -> list[Wrong]:
        """Nothing where all is right on one of the days that are possible."""
        found: list[list[Wrong]] = []
        for today in possible:
            try:
                found.append(list(wrong(move, told, today)))
            except NOT_READ as unread:
                why = str(unread) or type(unread).__name__
                return [("effect", told.effect, f"beside figures that cannot be read: {why:.80}")]
            if not found[-1]:
                self._beside += len(found) > 1
                return []
        return found[0]

"""What is the next frame of?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from projections.answers.asking import Asking

MOST_EVENTS = 1_000
"""So many are told in a frame: an import of a day must not make a line too long to be read."""

Place = tuple[int, int]
"""An instant in microseconds, and a position: by which what took effect is in order."""


@dataclass(frozen=True, slots=True)
class Happened:
    """The first MOST_EVENTS of the events since the last frame, and how many more there were."""

    positions: tuple[int, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """The question a frame answers, the moment it is about, and what happened since the last one.

    `there` is of the snapshot of its frame. `place` is that of the last event of a replay by event in effective order.
    """

    there: Asking
    moment: datetime
    happened: Happened = Happened()
    place: Place | None = None


def happened(positions: Iterable[int]) -> Happened:
    told: list[int] = []
    left_out = 0
    for position in positions:
        if len(told) < MOST_EVENTS:
            told.append(position)
        else:
            left_out += 1
    return Happened(tuple(told), left_out)

"""What is seen of a flag before its events are looked up."""

from dataclasses import dataclass

from goals.flags import Input, Raised
from goals.vocabulary import FlagId


@dataclass(frozen=True, slots=True)
class Sighting:
    """`positions` are those of the events it is about, the last one raised it, unless it `is_of_the_day` alone."""

    flag: FlagId
    inputs: dict[str, Input]
    positions: tuple[int, ...]
    is_of_the_day: bool = False


def sighted(raised: list[Raised], *positions: int, is_of_the_day: bool = False) -> list[Sighting]:
    return [Sighting(each.flag, each.inputs, positions, is_of_the_day) for each in raised]

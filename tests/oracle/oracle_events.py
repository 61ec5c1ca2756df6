"""The events of a workspace, and what is worked out of them once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo


class Rememberer(Protocol):
    remembered: dict[Any, Any]


Kept = TypeVar("Kept", bound=Rememberer)
Found = TypeVar("Found")
About = ParamSpec("About")


@dataclass(frozen=True, eq=False)
class Event:
    position: int
    id: str
    stream: str
    type: str
    at: datetime
    actor: dict[str, str]
    data: Any

    @property
    def what(self) -> str:
        """Without its version: `goal.closed`."""
        return self.type.removesuffix(".v1")


class Log(list[Event]):
    """All events there are, by position, and what was made of them so far: a log never changes."""

    def __init__(self, events: Sequence[Event]) -> None:
        super().__init__(events)
        self.remembered: dict[Any, Any] = {}


def parsed(items: Sequence[Any]) -> Log:
    """The events of a feed."""
    return Log(
        [
            Event(
                position=int(item["sequence"]),
                id=item["id"],
                stream=item["subject"],
                type=item["type"].removeprefix("goalpost."),
                at=datetime.fromisoformat(item["recordedtime"]),
                actor={"type": item["actortype"], "id": item["actorid"]},
                data=item["data"],
            )
            for item in items
        ]
    )


def once(work: Callable[Concatenate[Kept, About], Found]) -> Callable[Concatenate[Kept, About], Found]:
    """Worked out once of a log, or of what was known at a position of it: neither changes."""

    def remembering(known: Kept, /, *about: About.args, **more: About.kwargs) -> Found:
        key = (work, *about, *more.values())
        if key not in known.remembered:
            known.remembered[key] = work(known, *about, **more)
        found: Found = known.remembered[key]
        return found

    return remembering


@cache
def day_in(tz: str, instant: datetime) -> date:
    """The local day of an instant."""
    return instant.astimezone(ZoneInfo(tz)).date()

"""What every command has: a stream it changes, a fold of that stream's facts, and a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from goals.facts import Fact
from goals.surroundings import Surroundings


@dataclass(frozen=True)
class Elsewhere:
    """A fact that follows for another stream."""

    stream_id: str
    fact: Fact


Decision = Sequence[Fact | Elsewhere]


class Command(Protocol):
    @property
    def stream_id(self) -> str: ...

    @property
    def subject(self) -> str:
        """What the stream is, for the one who asked: "goal". Its facts' names begin so."""

    @property
    def opens(self) -> bool:
        """Whether the stream begins with this command; otherwise it must be there."""

    def evolve(self, state: Any, fact: Any) -> Any:
        """The state after one more fact of the stream."""

    def admit(self, state: Any, around: Surroundings) -> None:
        """Raises what the command is refused with whatever it would decide."""

    def decide(self, state: Any, around: Surroundings) -> Decision: ...


class AtAnyTime:
    """A command of which its decision alone says whether it may be."""

    def admit(self, state: Any, around: Surroundings) -> None:
        return

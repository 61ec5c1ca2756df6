"""What others see of a bundle's events while they are verified: the files are read once, however many look at them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import Finding


class Stored(NamedTuple):
    """An event as the bundle has it. `recorded_at` is in µs, `state` the stored JSON, `leaf` computed from them all."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    state: str
    leaf: bytes


class Header(NamedTuple):
    """An event of which a filtered bundle has no more than this. `state_sha256` are 32 bytes."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    state_sha256: bytes
    leaf: bytes


class Observer(Protocol):
    """It holds a bounded amount, however long the log.

    In a filtered bundle the headers of a stretch of the log come before the exported events of that stretch.
    What it raises of ValueError, TypeError, LookupError, AttributeError, ArithmeticError or RecursionError is told as
    a finding about a file that cannot be read.
    """

    @property
    def checked(self) -> Sequence[str]:
        """Sentences: what was found to be right, once it has ended without a finding."""

    @property
    def unknown(self) -> Sequence[str]:
        """Sentences: what it could not know."""

    def saw(self, events: Sequence[Stored]) -> None:
        """Some thousands at once, in the order in which they stand."""

    def headed(self, headers: Sequence[Header]) -> None: ...

    def ended(self) -> Iterable[Finding]:
        """After the last one."""


class Watch(Protocol):
    """How an observer comes to be: None where a bundle has nothing for it to look at."""

    def __call__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> Observer | None: ...

"""All who watch the events go by, and what each has to say; one that cannot read what it was given does not end it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from projections.ledger.verifier import finding
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import Finding
from projections.ledger.verifier.manifest import NOT_READ
from projections.ledger.verifier.observing import Header, Observer, Stored, Watch

MOST_FINDINGS = 100
"""Of one observer."""


class Watching:
    """`found`, `checked` and `unknown` are complete once it has ended."""

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any], watches: Sequence[Watch]) -> None:
        self.found: list[Finding] = []
        self.checked: list[str] = []
        self.unknown: list[str] = []
        made = [self._guarded(watch, bundle, manifest) for watch in watches]
        self._observers: list[Observer] = [each for each in made if each is not None]

    def saw(self, events: Sequence[Stored]) -> None:
        self._observers = [each for each in self._observers if self._guarded(_saw, each, events)]

    def headed(self, headers: Sequence[Header]) -> None:
        self._observers = [each for each in self._observers if self._guarded(_headed, each, headers)]

    def ended(self) -> None:
        for observer in self._observers:
            found = self._guarded(_ended, observer)
            if found is not None:
                self.found += found[:MOST_FINDINGS]
                self.checked += [] if found else observer.checked
                self.unknown += observer.unknown

    def _guarded(self, step: Callable[..., Any], *given: Any) -> Any:
        try:
            return step(*given)
        except NOT_READ as wrong:
            said = f"What the bundle says of its events cannot be read: {finding.reason(wrong)}."
            self.found.append(Finding(finding.FILE, (), said))
            return None


def _saw(observer: Observer, events: Sequence[Stored]) -> bool:
    if events:
        observer.saw(events)
    return True


def _headed(observer: Observer, headers: Sequence[Header]) -> bool:
    if headers:
        observer.headed(headers)
    return True


def _ended(observer: Observer) -> list[Finding]:
    return list(observer.ended())

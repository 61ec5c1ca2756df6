"""Does the bundle hold everything that was selected, and nothing else?"""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from projections.ledger.verifier.asked import Asked
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import SELECTION, Finding
from projections.ledger.verifier.noting import Noting
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.selected import selected

MOST_MISSING = 200_000
MOST_AHEAD = 50_000
"""Events for which headers wait: they come closely behind, or not at all."""
FILTERS = frozenset(("goal", "types", "from", "to", "actor", "sample"))
"""Without any of them, all that the log has is exported."""


class Selecting:
    """Compares the events with what was selected, and where there are headers, with all that could be."""

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._manifest = manifest
        self._selected = selected(manifest)
        self._is_complete = manifest["sample"] is None and not FILTERS & manifest["filters"].keys()
        self._asks_all = manifest["sample"] is None and self._selected.actor_id is None
        self._has_headers = any(name.startswith("headers/") for name in bundle.names)
        self._expected: deque[int] = deque()
        self._seen: deque[int] = deque()
        self._missing: list[int] = []
        self._count = 0
        self._noting = Noting(SELECTION)
        self._asked = Asked(manifest, self._selected)

    @property
    def checked(self) -> Sequence[str]:
        if self._is_complete:
            return ("Everything that was recorded up to the position of the bundle is in it.",)
        told = (
            "by the headers of the whole log, every event within the selection is in the bundle; "
            if self._asks_all
            else ""
        )
        return (f"What was asked for was selected; {told}no event is in the bundle that was not selected.",)

    @property
    def unknown(self) -> Sequence[str]:
        if self._selected.actor_id is None:
            return self._asked.unknown
        said = "Whether all of that actor's events are in the bundle: who asked for a change is not in the headers."
        return (said, *self._asked.unknown)

    def saw(self, events: Sequence[Stored]) -> None:
        self._count += len(events)
        if self._is_complete:
            return
        for event in events:
            if not self._selected.has(event):
                self._noting.note(event.position, "the event is in the bundle, and was not selected.")
            elif self._selected.actor_id not in (None, _actor_of(event)):
                self._noting.note(event.position, "the event is in the bundle, and another actor asked for it.")
        if self._asks_all:
            self._seen.extend(event.position for event in events)
            self._settle()

    def headed(self, headers: Sequence[Header]) -> None:
        self._asked.headed(headers)
        if self._asks_all:
            self._expected.extend(header.position for header in headers if self._selected.has(header))
            self._settle()

    def ended(self) -> Iterable[Finding]:
        for position in self._expected:
            self._miss(position)
        if self._missing:
            self._noting.together(self._missing, "Selected, and not in the bundle: {}.")
        yield from self._noting.findings
        yield from self._manifest_says()
        yield from (Finding(SELECTION, (), said) for said in self._asked.wrong())

    def _manifest_says(self) -> Iterator[Finding]:
        size, told = self._manifest["position"], self._manifest["complete"]
        if told is not self._is_complete:
            said = f"The manifest says complete: {told!r:.20}; by what was selected it is {self._is_complete}."
            yield Finding(SELECTION, (), said)
        if self._is_complete and (self._count, self._selected) != (size, (1, size, None, None, None)):
            said = f"Everything was asked for, {size} events: the bundle has {self._count}, or others were selected."
            yield Finding(SELECTION, (), said)
        if self._has_headers == self._is_complete and size:
            said = "Headers of the whole log belong to a bundle that does not hold all of it, and to no other."
            yield Finding(SELECTION, (), said)

    def _settle(self) -> None:
        """Both ascend: what the other has already passed is not to come any more."""
        expected, seen = self._expected, self._seen
        while expected and seen:
            if expected[0] < seen[0]:
                self._miss(expected.popleft())
            elif seen.popleft() == expected[0]:
                expected.popleft()
        while len(expected) > MOST_AHEAD:
            self._miss(expected.popleft())

    def _miss(self, position: int) -> None:
        if len(self._missing) < MOST_MISSING:
            self._missing.append(position)


def _actor_of(event: Stored) -> str:
    found: str = json.loads(event.state)["asked"]["actor"]["id"]
    return found

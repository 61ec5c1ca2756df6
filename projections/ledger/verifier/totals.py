"""Are the manifest's counts and control totals those of the events?"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from typing import Any

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import TOTALS, Finding
from projections.ledger.verifier.observing import Header, Stored

MOST_KINDS = 1_000
LONGEST_KIND = 200
"""Characters of its name."""
VALUED = frozenset(("reading.recorded.v1", "reading.corrected.v1"))
"""The kinds whose facts have a value to add up."""
SUMS = Context(prec=200, traps=[Inexact, InvalidOperation])
_NAME = '"value"'
_VALUE = f'{_NAME}:"'
ZERO = Decimal(0)
_COUNTED = ("count", "state_bytes", "position_sum")


class Totals:
    """Adds up the events as they pass."""

    unknown: Sequence[str] = ()
    checked = ("The manifest's counts and control totals are those of the events.",)

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._manifest = manifest
        self._kinds: dict[str, list[int]] = {}
        self._sums: dict[str, Decimal] = {}
        self._first = self._last = 0

    def saw(self, events: Sequence[Stored]) -> None:
        if events:
            self._first = self._first or events[0].position
            self._last = events[-1].position
        with localcontext(SUMS):
            for position, _, _, topic, _, state, _ in events:
                kind = self._kinds.get(topic) or self._begun(topic)
                kind[0] += 1
                kind[1] += len(state) if state.isascii() else len(state.encode())
                kind[2] += position
                if topic in VALUED:
                    self._sums[topic] = self._sums.get(topic, ZERO) + value_of(state)

    def _begun(self, topic: str) -> list[int]:
        """Of a kind that was not seen before."""
        if len(self._kinds) == MOST_KINDS or len(topic) > LONGEST_KIND:
            raise ValueError(f"there are more than {MOST_KINDS} kinds of events, or one of a longer name than any has")
        return self._kinds.setdefault(topic, [0, 0, 0])

    def headed(self, headers: Sequence[Header]) -> None:
        pass

    def ended(self) -> Iterable[Finding]:
        yield from self._of_all()
        told = self._manifest["kinds"]
        for topic in sorted({*told, *self._kinds}):
            yield from self._of(topic, told.get(topic))

    def _of_all(self) -> Iterator[Finding]:
        told, count = self._manifest["events"], sum(kind[0] for kind in self._kinds.values())
        for name, found in (("count", count), ("first", self._first or None), ("last", self._last or None)):
            if told.get(name) != found:
                yield _finding(f"The {name} of the events", told=told.get(name), found=found)

    def _of(self, topic: str, told: Mapping[str, Any] | None) -> Iterator[Finding]:
        found = self._kinds.get(topic)
        if told is None or found is None:
            yield Finding(TOTALS, (), f"{topic} is {_where(told)}: {(found or [0])[0]} of it are in the bundle.")
            return
        for name, value in zip(_COUNTED, found, strict=True):
            if told.get(name) != value:
                yield _finding(f"The {name} of {topic}", told=told.get(name), found=value)
        total = self._sums.get(topic)
        if not _is_same(told.get("value_sum"), total):
            yield _finding(f"The value_sum of {topic}", told=told.get("value_sum"), found=total)


def value_of(state: str) -> Decimal:
    """Of a reading's fact. Where the text can be misread it is parsed whole.

    Without a backslash a key is written in one way only, and no text within a string looks like one.
    """
    at = state.find(_NAME)
    if at > 0 and "\\" not in state and state.rfind(_NAME) == at and state.startswith(_VALUE, at):
        begin = at + len(_VALUE)
        return Decimal(state[begin : state.index('"', begin)])
    return Decimal(json.loads(state)["fact"]["value"])


def _is_same(told: object, found: Decimal | None) -> bool:
    if told is None or found is None:
        return told is found
    return isinstance(told, str) and Decimal(told) == found


def _where(told: object) -> str:
    return "not in the manifest's kinds" if told is None else "in the manifest's kinds"


def _finding(what: str, *, told: object, found: object) -> Finding:
    return Finding(TOTALS, (), f"{what} is {found} by the events, and {told} in the manifest.")

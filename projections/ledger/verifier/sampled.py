"""Was the sample drawn as it says, from everything it could be drawn from?"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from goals.ledger.sampling import METHOD, Member, allocated, drawn, population_hash, stratum_of
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import SAMPLE, Finding
from projections.ledger.verifier.moved import RETARGETED
from projections.ledger.verifier.noting import Noting
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.sample_file import MOST_DRAWN, SampleFile
from projections.ledger.verifier.selected import selected

MOST_STRATA = 1_200
"""The months of a century."""
NOBODY = Member(1 << 63, b"", "")
"""After the last one."""


def sampled(bundle: Bundle, manifest: Mapping[str, Any]) -> "Sampled | None":
    """None where nothing was drawn."""
    return None if manifest["sample"] is None else Sampled(bundle, manifest)


class Sampled:
    """Reads the population in step with the headers, and draws again."""

    checked = (
        "The population of the sample is every retarget within the selection, with its leaf hash and the month in which"
        " it was recorded, and the events in the bundle are those that seed and method draw from it.",
    )

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._manifest = manifest
        self._selected = selected(manifest)
        self._file = SampleFile(bundle)
        self._members = self._file.members()
        self._member = next(self._members, NOBODY)
        self._seen = array("Q")
        self._noting = Noting(SAMPLE)

    @property
    def unknown(self) -> Sequence[str]:
        if self._selected.actor_id is None:
            return ()
        return (
            "Whether the population has all of that actor's retargets: the headers do not say who asked. Where some"
            " were left out, others were drawn.",
        )

    def saw(self, events: Sequence[Stored]) -> None:
        self._seen.extend(event.position for event in events)
        if len(self._seen) > MOST_DRAWN:
            raise ValueError(f"there are more than {MOST_DRAWN} events in a sample")

    def headed(self, headers: Sequence[Header]) -> None:
        for header in headers:
            if header.topic == RETARGETED and self._selected.has(header):
                self._compare(header)

    def ended(self) -> Iterable[Finding]:
        for member in self._strays(NOBODY.position):
            self._noting.note(
                member.position, "it is in the population, and there is no such retarget in the selection."
            )
        strata: dict[str, int] = {}
        for member in self._file.members():
            strata[member.stratum] = strata.get(member.stratum, 0) + 1
            if len(strata) > MOST_STRATA:
                raise ValueError(f"the sample has more than {MOST_STRATA} strata")
        self._says(strata)
        self._draw(strata)
        return self._noting.findings

    def _compare(self, header: Header) -> None:
        for member in self._strays(header.position):
            self._noting.note(
                member.position, "it is in the population, and there is no such retarget in the selection."
            )
        if self._member.position == header.position:
            if self._member.leaf != header.leaf:
                self._noting.note(header.position, "its leaf hash in the population is another than the log's.")
            if self._member.stratum != (right := stratum_of(header.recorded_at)):
                told = f"{self._member.stratum!r:.80}"
                self._noting.note(header.position, f"its stratum is {right}; in the population it is {told}.")
            self._member = next(self._members, NOBODY)
        elif self._selected.actor_id is None:
            self._noting.note(header.position, "the retarget could have been drawn, and is not in the population.")

    def _strays(self, position: int) -> Iterator[Member]:
        while self._member.position < position:
            yield self._member
            self._member = next(self._members, NOBODY)

    def _says(self, strata: Mapping[str, int]) -> None:
        """What the manifest and the file say of the sample."""
        told, head = self._manifest["sample"], self._file.head
        count = sum(strata.values())
        found = {
            "method": METHOD,
            "seed": head["seed"],
            "size": head["size"],
            "drawn": min(head["size"], count),
            "population": count,
            "population_hash": population_hash(self._file.members()),
        }
        for name, value in found.items():
            if told.get(name) != value:
                self._noting.say(f"The manifest says {name} {told.get(name)!r:.80}; it is {value!r:.80}.")
        if head["method"] != METHOD:
            self._noting.say(f"The method {head['method']!r:.80} is not known here.")

    def _draw(self, strata: Mapping[str, int]) -> None:
        seed, size = self._file.head["seed"], self._file.head["size"]
        allocation = allocated(strata, size)
        told = {each["stratum"]: (each["population"], each["drawn"]) for each in self._file.head["strata"]}
        wanted = {name: (strata[name], allocation[name]) for name in allocation}
        if told != wanted:
            self._noting.say(f"The strata and what is drawn of each are {wanted}; the file says {told}."[:500])
        right = drawn(self._file.members(), allocation, seed)
        missing, others = sorted({*right} - {*self._seen}), sorted({*self._seen} - {*right})
        if missing:
            self._noting.together(missing, "Drawn by seed and method, and not in the bundle: {}.")
        if others:
            self._noting.together(others, "In the bundle, and not drawn by seed and method: {}.")

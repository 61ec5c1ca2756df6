"""A sample: what was drawn, from what, and by which seed."""

from base64 import b64encode
from typing import IO, Any

import msgspec
from msgspec import Struct

from goals.ledger.sampling import METHOD, allocated, drawn, population_hash
from projections.ledger.bundle.population import Population


class Stratum(Struct, frozen=True, kw_only=True):
    stratum: str
    population: int
    drawn: int


class Sample:
    """`positions` are those of the events drawn, in order."""

    def __init__(self, population: Population, *, size: int, seed: str) -> None:
        self._population = population
        self._size, self._seed = size, seed
        self._allocation = allocated(population.strata, size)
        self.positions = drawn(population, self._allocation, seed)

    @property
    def told(self) -> dict[str, Any]:
        """As the manifest has it."""
        return {
            "method": METHOD,
            "seed": self._seed,
            "size": self._size,
            "drawn": len(self.positions),
            "population": len(self._population),
            "population_hash": population_hash(self._population),
        }

    def write(self, file: IO[bytes]) -> None:
        """All of the population, and how many were drawn of each stratum, as one JSON document."""
        strata = [
            Stratum(stratum=name, population=self._population.strata[name], drawn=count)
            for name, count in sorted(self._allocation.items())
        ]
        told = {"method": METHOD, "seed": self._seed, "size": self._size, "strata": strata}
        file.write(msgspec.json.encode(told)[:-1] + b',"population":[')
        for n, (position, leaf, stratum) in enumerate(self._population):
            member = {"position": position, "leaf": b64encode(leaf).decode(), "stratum": stratum}
            file.write(b",\n" * (n > 0) + msgspec.json.encode(member))
        file.write(b"]}\n")

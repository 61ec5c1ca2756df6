"""What a story is made of: at an instant, somebody does something."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from api.sample import names
from goals.command import Command
from goals.facts import Actor
from goals.reading.commands import NewReading
from goals.vocabulary import ActorType
from goals.writing import Writing

INVENTED = "invented for the sample"


@dataclass(frozen=True, kw_only=True)
class Observations:
    """Readings of a KPI, recorded together."""

    kpi_id: str
    readings: tuple[NewReading, ...]


Does = Command | Observations | Callable[[Writing], Command]
"""A command may be made of what is known when it is its turn."""


@dataclass(frozen=True, kw_only=True)
class Step:
    at: datetime
    by: Actor
    does: Does


def step(at: str, by: str, does: Does) -> Step:
    """`at` is an instant in UTC, such as "2023-01-02 09:00"; `by` an opaque id."""
    return Step(at=datetime.fromisoformat(at).replace(tzinfo=UTC), by=Actor(type=ActorType.USER, id=by), does=does)


def reading(at: str, by: str, kpi: str, observed_on: str, value: str, *, note: str | None = None) -> Step:
    """One reading, known by its day."""
    return step(at, by, observations(kpi, [(observed_on, value)], note=note))


def observations(kpi: str, values: Sequence[tuple[str, str]], *, note: str | None = None) -> Observations:
    return Observations(
        kpi_id=names.kpi_id(kpi),
        readings=tuple(
            NewReading(
                observed_at=datetime.combine(date.fromisoformat(day), time.min, UTC),
                value=Decimal(value),
                key=day,
                note=None if note is None else invented(note),
                source=INVENTED,
            )
            for day, value in values
        ),
    )


def invented(text: str) -> str:
    """A text that no article says, marked as such wherever it is shown."""
    return f"{text} [invented]"

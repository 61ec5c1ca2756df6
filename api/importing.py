"""Readings from a file, taken in together: all of them, or, unless the wrong ones are to be skipped, none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.readings_file import Row
from goals.facts import Asked
from goals.hub import Hub
from goals.reading.commands import NewReading
from goals.reading.intake import Fate, prepare
from goals.writing import Writing

BATCH = 1000


class Wish(StrEnum):
    """What is to become of the file."""

    ALL_OR_NONE = "all_or_none"
    SKIP_BAD = "skip_bad"
    DRY_RUN = "dry_run"


@dataclass(frozen=True, kw_only=True)
class Wrong:
    line: int
    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of a file, or would become of it. `rounded` are among the created ones."""

    created: int
    duplicate: int
    rounded: int
    wrong: tuple[Wrong, ...]
    stored: bool


class _Undone(Exception):
    """Takes the answer out of a transaction that is not to be."""

    def __init__(self, imported: Imported) -> None:
        super().__init__("undone")
        self.imported = imported


def import_readings(
    hub: Hub,
    workspace_id: str,
    kpi_id: str,
    rows: Sequence[Row],
    asked: Asked,
    *,
    wish: Wish,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Imported:
    """What became of the rows. Raises NotFound for the KPI."""

    def work(writing: Writing) -> Imported:
        imported = take_in(writing, kpi_id, rows, asked, told=told)
        if wish is Wish.DRY_RUN or (imported.wrong and wish is Wish.ALL_OR_NONE):
            raise _Undone(imported)
        return imported

    try:
        return hub.write(workspace_id, work)
    except _Undone as undone:
        return Imported(**{**vars(undone.imported), "stored": False})


def take_in(
    writing: Writing,
    kpi_id: str,
    rows: Sequence[Row],
    asked: Asked,
    *,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Imported:
    """Record the rows that are right in the write under way, and say of the others what is wrong."""
    good = [(row.line, row.found) for row in rows if isinstance(row.found, NewReading)]
    wrong = [Wrong(line=row.line, code="unreadable", detail=row.found) for row in rows if isinstance(row.found, str)]
    prepared = prepare(kpi_id, [reading for _, reading in good])
    fates = []
    for start in range(0, len(prepared), BATCH):
        outcomes = writing.take_in(kpi_id, prepared[start : start + BATCH], asked)
        fates += [outcome.fate for outcome in outcomes]
        wrong += [
            Wrong(line=line, code=outcome.error.code, detail=outcome.error.message)
            for (line, _), outcome in zip(good[start:], outcomes, strict=False)
            if outcome.error is not None
        ]
        told(len(fates), len(good))
    created = [reading for (_, reading), fate in zip(good, fates, strict=True) if fate is Fate.CREATED]
    return Imported(
        created=len(created),
        duplicate=fates.count(Fate.DUPLICATE),
        rounded=sum(reading.rounded_from is not None for reading in created),
        wrong=tuple(sorted(wrong, key=lambda each: each.line)),
        stored=True,
    )

"""How far has a goal come, by what it was measured by at another time?"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from goals.goal.definition import Definition
from goals.quantity import clamp
from projections import goals
from projections.answers import forms, missing, moment
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.missing import Missing
from projections.goals import View
from projections.lives import counted
from projections.meeting import first_met_on
from projections.standing import Standing
from projections.versions import Placed, effective_by

ORIGINAL, CURRENT, AT_DEADLINE = "original", "current", "at_deadline"
PATTERN = "^(original|current|at_deadline|version:[1-9][0-9]{0,5})$"
DAY_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
FORMS = "original, current, at_deadline, version:n with n from 1 on, or a date such as 2026-03-31"

_WRITTEN, _DAY = re.compile(PATTERN), re.compile(DAY_PATTERN)
_FIGURES = (
    "kpi_id",
    "series",
    "direction",
    "baseline",
    "target",
    "weight",
    "window",
    "value",
    "observed_at",
    "raw",
    "clamped",
)


@dataclass(frozen=True, slots=True)
class Lens:
    """Which version is looked through. `n` is there for one that is named, `day` for the one in force on a day."""

    said: str
    n: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The version a lens finds: 1 as committed, 0 of a goal that is not, None where there is none, and why."""

    n: int | None
    definition: Definition | None
    reason: Missing | None = None


def lens_of(said: str) -> Lens:
    """Raises ValueError for anything but FORMS."""
    if _DAY.fullmatch(said) is not None:
        return Lens(said, day=date.fromisoformat(said))
    if _WRITTEN.fullmatch(said) is None:
        raise ValueError(f"A lens is one of {FORMS}.")
    if said in (ORIGINAL, CURRENT, AT_DEADLINE):
        return Lens(said)
    return Lens(said, n=int(said.partition(":")[2]))


def answer(asking: Asking, goal_id: str, lens: Lens) -> dict[str, Any] | None:
    """None if there was no such goal. Raises NoSuchVersion where the lens names one that never was."""
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    if found is None:
        return None
    asking, view = held(asking, goal_id, goals.decoded(found[0]))
    if lens.n is not None:
        missing.require_version(lens.n, 0 if view.goal.original is None else 1 + view.goal.retargets)
    return {
        "goal_id": goal_id,
        **through(asking, goal_id, view, lens),
        **moment.told(asking),
    }


def through(asking: Asking, goal_id: str, view: View, lens: Lens) -> dict[str, Any]:
    """A goal's attainment. `asking` and `view` are as they were held."""
    seen = version_through(asking, goal_id, view, lens)
    standing = None if seen.definition is None else asking.question.standing(seen.definition)
    return {"lens": lens.said, **told(asking, seen, standing)}


def told(asking: Asking, seen: Seen, standing: Standing | None) -> dict[str, Any]:
    """What was seen, and how that stands."""
    if seen.definition is None:
        nothing = dict.fromkeys(_FIGURES)
        return {"version": seen.n, **nothing, "achieved": False, "reason": missing.told(seen.reason)}
    return {"version": seen.n, **_measured(asking, seen.definition, standing)}


def attained(asking: Asking, definition: Definition) -> dict[str, Any]:
    """What a definition makes of the readings known, on the day asked about, had it been in force all along."""
    return _measured(asking, definition, asking.question.standing(definition))


def _measured(asking: Asking, definition: Definition, standing: Standing | None) -> dict[str, Any]:
    value, raw, reading = (None, None, None) if standing is None else (standing.value, standing.raw, standing.reading)
    return {
        "kpi_id": definition.kpi_id,
        "series": definition.series,
        "direction": None if definition.direction is None else definition.direction.value,
        "baseline": forms.decimal(definition.baseline.value),
        "target": forms.resolved(definition.resolved),
        "weight": forms.decimal(definition.weight),
        "window": forms.struct(definition.span),
        "value": forms.decimal(value),
        "observed_at": None if reading is None else forms.instant(reading.observed_at),
        "raw": forms.share(raw),
        "clamped": None if raw is None else forms.share(clamp(raw)),
        "achieved": first_met_on(asking.question, definition) is not None,
        "reason": None if raw is not None else missing.told(missing.why_no_progress(definition, value)),
    }


def version_through(asking: Asking, goal_id: str, view: View, lens: Lens) -> Seen:
    """Which version a lens shows of a goal, as far as versions were known. `view` is as it was held."""
    known = known_versions(asking, goal_id, view)
    if lens.said == CURRENT:
        return _current(asking, view, known)
    if not known:
        return Seen(None, None, missing.NOT_COMMITTED)
    if lens.n is not None:
        named = [each for each in known if each.n == lens.n]
        return _seen(named[0]) if named else Seen(None, None, missing.no_version(lens.n, len(known)))
    if lens.said == ORIGINAL:
        return _seen(known[0])
    day = lens.day or _deadline(known[0])
    return Seen(None, None, missing.NO_DEADLINE) if day is None else _seen(effective_by(known, day))


def known_versions(asking: Asking, goal_id: str, view: View) -> list[Placed]:
    """From 1 on, each as it was last resolved; none before the goal was committed."""
    if view.goal.original is None:
        return []
    return counted(asking.question, goal_id)


def _current(asking: Asking, view: View, known: list[Placed]) -> Seen:
    if known:
        return _seen(effective_by(known, asking.on))
    return Seen(None if view.goal.activated_on is None else 0, view.goal.definition)


def _seen(placed: Placed) -> Seen:
    return Seen(placed.n, placed.definition)


def _deadline(original: Placed) -> date | None:
    span = original.definition.span
    return None if span is None else span.end

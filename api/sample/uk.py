"""A goal whose target was really changed: UK greenhouse gas emissions, the target of 2008 and its change in 2019.

Nothing here is invented, so the workspace is live: its log learns all of it when it is loaded, and says so. When each
reading was recorded is not known; when the targets took effect is, and stands in the facts.
"""

import json
from datetime import date
from decimal import Decimal
from importlib.resources import as_file, files
from typing import Any

import msgspec

from api.importing import Imported, take_in
from api.readings_file import Columns, Reading, rows
from api.sample.names import goal_id, kpi_id
from goals.errors import GoalpostError
from goals.facts import Actor, Asked, Source
from goals.goal.changes import WindowChange
from goals.goal.commands.activating import ActivateGoal
from goals.goal.commands.drafting import CreateGoal
from goals.goal.commands.retargeting import Retarget
from goals.goal.facts import Provenance
from goals.kpi.commands import DefineKpi
from goals.kpi.facts import Measure
from goals.reading.facts import Evidence
from goals.target import Baseline, TargetExpression
from goals.vocabulary import ActorType, Aggregation, BaselineState, Cadence, Direction, ReasonCode, UnitKind, ValueKind
from goals.writing import Writing

ATTRIBUTION = (
    "Office for National Statistics, UK data for the Sustainable Development Goals. "
    "Contains public sector information licensed under the Open Government Licence v3.0."
)
IMPORTED = "When each figure was recorded is not known: recorded_at is when it was imported here."
TZ = "UTC"
EMISSIONS, SHARE = "uk_greenhouse_gas", "uk_renewable_share"
GOAL = goal_id("uk_net_zero")
SCALE = 3
ASKED = Asked(actor=Actor(type=ActorType.SYSTEM, id="sample"), source=Source(channel="sample"))
LEGISLATION = "https://www."
"""What turns a source of the file into a link."""


class SeriesRefused(GoalpostError):
    """A row of the published file was not taken."""


def tell(writing: Writing) -> None:
    """Define, import and set the goal in the write under way."""
    told = _read("uk_net_zero.json")
    writing.change(_emissions(told["kpi"]), ASKED)
    writing.change(_share(), ASKED)
    _import(writing, EMISSIONS, Columns(date="Year", value="Value", where=told["kpi"]["where"]), indicator="13.2.2")
    share = Columns(date="Year", value="Value", where={"Renewable and waste source": ""})
    _import(writing, SHARE, share, indicator="7.2.1")
    first, second = told["targets"]
    writing.change(_goal(told, first), ASKED)
    writing.change(ActivateGoal(goal_id=GOAL, on=date.fromisoformat(first["effective_on"])), ASKED)
    writing.change(_change(second), ASKED)


def _emissions(said: dict[str, Any]) -> DefineKpi:
    measure = Measure(
        unit=said["unit"],
        unit_kind=UnitKind(said["unit_kind"]),
        scale=SCALE,
        value_kind=ValueKind(said["value_kind"]),
        aggregation=Aggregation(said["aggregation"]),
        cadence=Cadence.YEAR,
    )
    description = f"Million tonnes of CO2 equivalent, indicator 13.2.2. {IMPORTED} {ATTRIBUTION}"
    return DefineKpi(
        kpi_id=kpi_id(EMISSIONS), key=EMISSIONS, name=said["name"], measure=measure, description=description
    )


def _share() -> DefineKpi:
    measure = Measure(
        unit="%",
        unit_kind=UnitKind.PERCENT,
        scale=1,
        value_kind=ValueKind.LEVEL,
        aggregation=Aggregation.LAST,
        cadence=Cadence.YEAR,
    )
    name = "Renewable energy share in the total final energy consumption"
    description = f"Indicator 7.2.1. {IMPORTED} {ATTRIBUTION}"
    return DefineKpi(kpi_id=kpi_id(SHARE), key=SHARE, name=name, measure=measure, description=description)


def _import(writing: Writing, key: str, columns: Columns, *, indicator: str) -> Imported:
    """As `goalpost import readings … --round` does. Raises SeriesRefused."""
    source = f"ONS, SDG indicator {indicator}, Open Government Licence v3.0"
    scale = SCALE if key == EMISSIONS else 1
    asked = Asked(actor=Actor(type=ActorType.IMPORT, id="import"), source=Source(channel="import", client=f"{key}.csv"))
    with as_file(files("api.sample").joinpath("real", f"{key}.csv")) as path:
        read = list(rows(path, columns, Reading(tz=TZ, scale=scale, rounding=True, source=source)))
    imported = take_in(writing, kpi_id(key), read, asked)
    for wrong in imported.wrong:
        raise SeriesRefused(f"Line {wrong.line} of {key}.csv: {wrong.detail}")
    return imported


def _goal(told: dict[str, Any], target: dict[str, Any]) -> CreateGoal:
    baseline, window = told["baseline"], told["window"]
    return CreateGoal(
        goal_id=GOAL,
        title=told["goal"],
        aim=target["reason"],
        why=f"{told['note']} {ATTRIBUTION}",
        tags=("real",),
        kpi_id=kpi_id(EMISSIONS),
        direction=Direction(told["direction"]),
        baseline=Baseline(
            state=BaselineState(baseline["state"]),
            value=round(Decimal(baseline["value"]), SCALE),
            observed_on=date.fromisoformat(baseline["observed_on"]),
            source=f"{baseline['source']}: {baseline['value']}, rounded half-even to {SCALE} decimals",
        ),
        target=_expression(target),
        window=WindowChange(start=date.fromisoformat(window["start"]), end=date.fromisoformat(window["end"]), tz=TZ),
        provenance=Provenance(
            quote=target["reason"], sources=(target["source"], "uk_greenhouse_gas.csv (ONS, OGL v3.0)")
        ),
    )


def _change(target: dict[str, Any]) -> Retarget:
    return Retarget(
        goal_id=GOAL,
        target=_expression(target),
        reason_code=ReasonCode(target["reason_code"]),
        reason=target["reason"],
        evidence=(Evidence(url=LEGISLATION + target["source"], title=target["source"]),),
        effective_on=date.fromisoformat(target["effective_on"]),
    )


def _expression(target: dict[str, Any]) -> TargetExpression:
    read: TargetExpression = msgspec.convert(target, TargetExpression)
    return read


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files("api.sample").joinpath("real", name).read_text(encoding="utf-8"))
    return read

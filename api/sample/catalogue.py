"""The goals and milestones that two product articles state, as commands.

What they say is under `quote` and `authored`, what was invented to make it work under `illustrative`. The difference
goes into every command: as provenance of a goal, as quote of a milestone, and in the words of everything else.
"""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from api.sample import names
from api.sample.steps import INVENTED, invented
from goals.goal.changes import WindowChange
from goals.goal.commands.drafting import CreateGoal
from goals.goal.facts import Provenance
from goals.kpi.commands import DefineKpi
from goals.kpi.facts import Measure
from goals.milestone.commands.planning import AddMilestone
from goals.milestone.shape import Constraint, Counted, Deliverable, Measured, Rhythm, Shape, Stage, Staged
from goals.target import Baseline, TargetExpression, needs_baseline
from goals.vocabulary import (
    Aggregation,
    Anchor,
    BaselineState,
    Cadence,
    Direction,
    Maturity,
    Trigger,
    UnitKind,
    ValueKind,
)
from goals.window import EndOfMonth

ARTICLES = {
    "000_8e4cb32d48031eb8.txt": "article A (000_8e4cb32d48031eb8.txt)",
    "002_f350b38402b457f0.txt": "article B (002_f350b38402b457f0.txt)",
}
ALWAYS_INVENTED = ("kpi", "container_id", "owner", "why", "current", "check_in", "review", "closing", "retargets")


@cache
def catalogue() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files("api.sample").joinpath("catalogue.json").read_text(encoding="utf-8"))
    return read


def entry(goal: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in catalogue()["goals"] if each["goal_id"] == goal)
    return found


def define_kpi(said: dict[str, Any], *, name: str, scale: int, cadence: Cadence) -> DefineKpi:
    """The KPI of a goal or a measured milestone, as the catalogue has it."""
    measure = Measure(
        unit=said["unit"],
        unit_kind=UnitKind(said["unit_kind"]),
        currency=said.get("currency"),
        scale=scale,
        value_kind=ValueKind(said.get("value_kind", "level")),
        aggregation=Aggregation(said["aggregation"]),
        cadence=cadence,
        dimensions=said.get("dimensions", {}),
    )
    description = invented(
        "The articles name what is measured, not how: unit, decimals, cadence and every reading are ours."
    )
    return DefineKpi(
        kpi_id=names.kpi_id(said["key"]), key=said["key"], name=name, measure=measure, description=description
    )


def create_goal(goal: str, *, owner: str, why: str, invented_later: tuple[str, ...] = ()) -> CreateGoal:
    """A goal of the catalogue. `invented_later` names what the story moves away from what the article says."""
    said = entry(goal)
    return CreateGoal(
        goal_id=names.goal_id(goal),
        title=said["title"],
        aim=said["quote"],
        why=invented(why),
        owner=owner,
        tags=("sample",),
        trigger=Trigger(said["trigger"]),
        maturity=Maturity(said["maturity"]),
        container_id=names.container_id(said["container"]),
        kpi_id=names.kpi_id(said["kpi"]["key"]),
        direction=Direction(said["direction"]),
        baseline=_baseline(said),
        target=_expression(said["authored"]["target_expr"]),
        window=_window(said),
        provenance=_provenance(said, invented_later),
    )


def add_milestones(goal: str) -> list[AddMilestone]:
    """All milestones of a goal of the catalogue."""
    return [
        AddMilestone(
            goal_id=names.goal_id(goal),
            milestone_id=names.milestone_id(said["milestone_id"]),
            title=said["quote"],
            quote=said["quote"],
            shape=_shape(said),
            due=None if said["due"] is None else EndOfMonth(end_of_month=Anchor(said["due"]["anchor"])),
            description=_open_questions(said),
            constraints=tuple(msgspec.convert(said.get("constraints", []), list[Constraint])),
        )
        for said in entry(goal)["milestones"]
    ]


def _expression(said: dict[str, Any]) -> TargetExpression:
    read: TargetExpression = msgspec.convert(said, TargetExpression)
    return read


def _baseline(said: dict[str, Any]) -> Baseline | UnsetType:
    """Unset where the article says it with the target."""
    if said["authored"]["baseline"] is not None:
        return UNSET
    return Baseline(state=BaselineState.ASSUMED, value=Decimal(said["illustrative"]["baseline"]), source=INVENTED)


def _window(said: dict[str, Any]) -> WindowChange:
    authored, days = said["authored"]["window"], said["illustrative"]
    match authored["kind"]:
        case "named_period":
            return WindowChange(period=f"{days['start'][:4]}-{authored['period']}")
        case "deadline":
            return WindowChange(start=date.fromisoformat(days["start"]), deadline=date.fromisoformat(days["end"]))
        case _:
            return WindowChange(anchor=Anchor(authored["anchor"]), duration=authored["iso"])


def _provenance(said: dict[str, Any], invented_later: tuple[str, ...]) -> Provenance:
    stated = said["authored"]["baseline"] is not None
    follows = needs_baseline(_expression(said["authored"]["target_expr"]))
    baseline = () if stated else ("baseline", "target.resolved") if follows else ("baseline",)
    return Provenance(
        quote=said["quote"],
        sources=tuple(ARTICLES[source] for source in said["sources"]),
        illustrative=(*baseline, "window.start", "window.end", *invented_later, *ALWAYS_INVENTED),
    )


def _shape(said: dict[str, Any]) -> Shape:
    match said["kind"]:
        case "counted":
            return Counted(required_count=_count(said["required_count"]), unit=said["unit"])
        case "staged":
            return Staged(stages=tuple(Stage(name=name) for name in said["stages"]))
        case "measured":
            return _measured(said)
        case "cadence":
            return msgspec.convert(said, Rhythm)
        case _:
            return Deliverable()


def _measured(said: dict[str, Any]) -> Measured:
    baseline = Decimal(said["illustrative"]["baseline"])
    return Measured(
        kpi_id=names.kpi_id(said["kpi"]["key"]),
        direction=Direction(said["direction"]),
        baseline=Baseline(state=BaselineState.ASSUMED, value=baseline, source=INVENTED),
        target=_expression(said["target_expr"]),
    )


def _count(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def _open_questions(said: dict[str, Any]) -> str | None:
    """What the article leaves open about a milestone."""
    notes = [*said.get("ambiguities", []), *([said["note"]] if "note" in said else [])]
    return invented("; ".join(notes)) if notes else None

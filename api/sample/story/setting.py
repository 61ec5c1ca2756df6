"""Where the goals are assembled, and what they are measured by."""

from collections.abc import Iterator
from datetime import date

from api.sample import names
from api.sample.catalogue import define_kpi, entry
from api.sample.steps import Step, invented, step
from goals.container.commands import OpenContainer
from goals.vocabulary import Anchor, Cadence, ContainerKind
from goals.workspace.anchors import RecordAnchor

BEGINS = "2022-12-15 10:00"
VISION = "A product people come back to"
CONTAINERS = (
    (VISION, ContainerKind.VISION, None, None),
    ("Grow what we have", ContainerKind.STRATEGY, VISION, None),
    ("Reach new ground", ContainerKind.STRATEGY, VISION, None),
    ("Growth", ContainerKind.OBJECTIVE, "Grow what we have", None),
    ("Mobile", ContainerKind.OBJECTIVE, "Grow what we have", None),
    ("Acquisition", ContainerKind.OBJECTIVE, "Grow what we have", None),
    ("Revenue", ContainerKind.OBJECTIVE, "Grow what we have", 1),
    ("Launch", ContainerKind.OBJECTIVE, "Reach new ground", 1),
    ("Expansion", ContainerKind.OBJECTIVE, "Reach new ground", None),
    ("Personal health (illustrative)", ContainerKind.FOLDER, None, None),
)
KPIS = (
    ("G1", "Body weight", 1, Cadence.WEEK),
    ("G2", "User retention rate", 1, Cadence.MONTH),
    ("G3", "Average weekly sessions on mobile", 0, Cadence.MONTH),
    ("G4", "Trial users", 0, Cadence.MONTH),
    ("G5", "Paid signups after a trial", 1, Cadence.MONTH),
    ("G6", "Monthly recurring revenue", 2, Cadence.MONTH),
    ("G7", "Free-trial signups", 0, Cadence.WEEK),
    ("G8", "Market share in the new industry", 2, Cadence.QUARTER),
)
ANCHORS = (
    ("2023-02-03 09:00", "ivy", Anchor.PRODUCT_LAUNCH, date(2023, 2, 1)),
    ("2023-03-02 09:00", "jon", Anchor.MARKET_ENTRY, date(2023, 3, 1)),
)


def steps() -> Iterator[Step]:
    for name, kind, parent, limit in CONTAINERS:
        opening = OpenContainer(
            container_id=names.container_id(name),
            name=name,
            kind=kind,
            parent_id=None if parent is None else names.container_id(parent),
            description=invented("The articles say to assemble goals in containers; which ones is ours."),
            max_active_goals=limit,
        )
        yield step(BEGINS, "ana", opening)
    for goal, name, scale, cadence in KPIS:
        yield step(BEGINS, "ana", define_kpi(entry(goal)["kpi"], name=name, scale=scale, cadence=cadence))
    loading_time = next(each for each in entry("G3")["milestones"] if each["kind"] == "measured")["kpi"]
    yield step(BEGINS, "ben", define_kpi(loading_time, name="Mobile loading time", scale=2, cadence=Cadence.MONTH))


def anchors(workspace_id: str) -> Iterator[Step]:
    """The launch and the market entry that two windows waited for, recorded a few days late."""
    for at, who, anchor, day in ANCHORS:
        note = invented("The article names no day.")
        yield step(at, who, RecordAnchor(workspace_id=workspace_id, anchor=anchor, on=day, note=note))

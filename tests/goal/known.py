"""The well-known goal: to grow the monthly revenue from 400,000 to 600,000 within 2023, and what it hangs on."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from goals.command import Elsewhere
from goals.container.facts import ContainerOpened
from goals.goal.definition import Definition
from goals.goal.facts import Description, GoalActivated, GoalClosed, GoalCreated, GoalPaused, GoalRetargeted
from goals.goal.state import Goal, evolve
from goals.kpi.facts import KpiDefined, Measure
from goals.target import Baseline, FromTo
from goals.vocabulary import (
    Aggregation,
    BaselineState,
    ContainerKind,
    Direction,
    Maturity,
    Outcome,
    ReasonCode,
    UnitKind,
    ValueKind,
)
from goals.window import AuthoredWindow, Window
from tests.given import elsewhere

MRR = "01900000-0000-7000-8000-0000000000a1"
RETENTION = "01900000-0000-7000-8000-0000000000a2"
EUROS = "01900000-0000-7000-8000-0000000000a3"
BOX = "01900000-0000-7000-8000-0000000000c1"
OTHER_BOX = "01900000-0000-7000-8000-0000000000c2"
OTHER = "01900000-0000-7000-8000-0000000000b1"
THIRD = "01900000-0000-7000-8000-0000000000b2"
NOWHERE = "01900000-0000-7000-8000-0000000000ff"

NEW_YEAR = date(2023, 1, 1)
YEAR_END = date(2023, 12, 31)
REASON = "Sales cycle is twice what we assumed"

UNKNOWN = Baseline(state=BaselineState.UNKNOWN)
MEASURING = Baseline(state=BaselineState.MEASURING)
FOUR = Baseline(state=BaselineState.KNOWN, value=Decimal(400000))
YEAR = AuthoredWindow(start=NEW_YEAR, duration="P12M")
YEAR_SPAN = Window(start=NEW_YEAR, end=YEAR_END, tz="UTC")
REVENUE = Definition(
    kpi_id=MRR,
    series=1,
    direction=Direction.INCREASE,
    baseline=FOUR,
    target=FromTo(from_=Decimal(400000), to=Decimal(600000)),
    resolved=Decimal(600000),
    window=YEAR,
    span=YEAR_SPAN,
)


def known(value: int | str) -> Baseline:
    return Baseline(state=BaselineState.KNOWN, value=Decimal(value))


def measured_in(unit: str, kind: UnitKind, currency: str | None = None) -> Measure:
    return Measure(
        unit=unit, unit_kind=kind, currency=currency, value_kind=ValueKind.LEVEL, aggregation=Aggregation.LAST
    )


DOLLARS = measured_in("USD", UnitKind.CURRENCY, "USD")
KPIS = (
    *elsewhere(MRR, KpiDefined(key="mrr", name="Revenue", measure=DOLLARS)),
    *elsewhere(RETENTION, KpiDefined(key="retention", name="Retention", measure=measured_in("%", UnitKind.PERCENT))),
    *elsewhere(EUROS, KpiDefined(key="euros", name="Umsatz", measure=measured_in("EUR", UnitKind.CURRENCY, "EUR"))),
)


def created(
    definition: Definition = REVENUE,
    *,
    owner: str | None = None,
    container_id: str | None = None,
    maturity: Maturity = Maturity.COMMITTED,
    **words: Any,
) -> GoalCreated:
    return GoalCreated(
        description=Description(**{"title": "Increase revenue"} | words),
        definition=definition,
        owner=owner,
        container_id=container_id,
        maturity=maturity,
    )


def activated(definition: Definition = REVENUE, on: date = NEW_YEAR) -> GoalActivated:
    return GoalActivated(on=on, definition=definition)


def draft(definition: Definition = REVENUE, **more: Any) -> tuple[Elsewhere | GoalCreated, ...]:
    """The goal, created, among the KPIs."""
    return (*KPIS, created(definition, **more))


def active(definition: Definition = REVENUE, **more: Any) -> tuple[Elsewhere | GoalCreated | GoalActivated, ...]:
    return (*draft(definition, **more), activated(definition))


def other_goal(goal_id: str = OTHER, *, is_active: bool = False, **more: Any) -> tuple[Elsewhere, ...]:
    facts = (created(**more), activated()) if is_active else (created(**more),)
    return elsewhere(goal_id, *facts)


def box(container_id: str = BOX, limit: int | None = None) -> tuple[Elsewhere, ...]:
    return elsewhere(container_id, ContainerOpened(name="Growth", kind=ContainerKind.OBJECTIVE, max_active_goals=limit))


def paused() -> GoalPaused:
    return GoalPaused(on=date(2023, 5, 1), reason="The team is elsewhere")


def closed(outcome: Outcome = Outcome.MISSED) -> GoalClosed:
    return GoalClosed(on=date(2023, 6, 1), outcome=outcome)


def retargeted(after: Definition, before: Definition = REVENUE, **more: Any) -> GoalRetargeted:
    told: Mapping[str, Any] = {
        "before": before,
        "after": after,
        "reason_code": ReasonCode.UNDER_PERFORMANCE,
        "reason": REASON,
        "effective_on": date(2023, 6, 15),
    }
    return GoalRetargeted(**{**told, **more})


def defined(**changes: Any) -> Definition:
    """The well-known definition, with these fields otherwise."""
    return replace(REVENUE, **changes)


def standing(*facts: Any) -> Goal:
    """What these facts of one goal add up to."""
    goal = None
    for fact in facts:
        goal = evolve(goal, fact)
    assert goal is not None
    return goal

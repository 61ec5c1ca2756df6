"""MRR from $400,000 to $600,000: behind all year, eased eleven days before its end, and not extended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from api.sample import names
from api.sample.catalogue import create_goal
from api.sample.steps import Step, invented, reading, step
from goals.goal.changes import WindowChange
from goals.goal.commands.activating import ActivateGoal
from goals.goal.commands.arranging import ChangeOwner
from goals.goal.commands.assessing import CheckIn, ReviewGoal
from goals.goal.commands.proposing import RejectRetarget
from goals.goal.commands.retargeting import Retarget
from goals.goal.facts import Link
from goals.target import Absolute
from goals.vocabulary import Health, ReasonCode, ReviewVerdict

G6 = names.goal_id("G6")
LONGER = names.proposal_id("G6.longer")
DOLLARS = (
    ("2023-01-31", "403500"),
    ("2023-02-28", "408000"),
    ("2023-03-31", "412500"),
    ("2023-04-30", "418000"),
    ("2023-05-31", "424000"),
    ("2023-06-30", "429500"),
    ("2023-07-31", "434000"),
    ("2023-08-31", "438500"),
    ("2023-09-30", "443000"),
    ("2023-10-31", "450000"),
    ("2023-11-30", "480000"),
)


def steps() -> Iterator[Step]:
    why = "Break-even is at $600,000 a month."
    links = (Link(system="roadmap", ref="EPIC-12"),)
    creating = create_goal("G6", owner="chloe", why=why, invented_later=("target", "links"))
    yield step("2022-12-20 15:00", "chloe", replace(creating, reviewer="ana", links=links))
    yield step("2023-01-02 09:30", "chloe", ActivateGoal(goal_id=G6, on=date(2023, 1, 1)))
    for day, dollars in DOLLARS:
        yield reading(f"{day} 22:00", "chloe", "mrr", day, dollars)
    yield from _said()
    yield from _eased()


def _said() -> Iterator[Step]:
    note = invented("Half the year, a seventh of the way. The aim stands.")
    yield step("2023-07-05 11:00", "ana", ReviewGoal(goal_id=G6, verdict=ReviewVerdict.REAFFIRMED, note=note))
    yield step("2023-09-04 09:00", "ana", ChangeOwner(goal_id=G6, owner="hugo"))
    story = invented("Three large contracts are close.")
    hopeful = CheckIn(goal_id=G6, confidence=Decimal("0.7"), status=Health.ON_TRACK, story=story)
    yield step("2023-10-04 09:00", "hugo", hopeful)
    story = invented("One of the three signed. 600,000 is out of reach this year.")
    sober = CheckIn(goal_id=G6, confidence=Decimal("0.2"), status=Health.AT_RISK, story=story)
    yield step("2023-12-04 09:00", "hugo", sober)


def _eased() -> Iterator[Step]:
    lowered = Retarget(
        goal_id=G6,
        target=Absolute(value=Decimal(500000)),
        reason_code=ReasonCode.UNDER_PERFORMANCE,
        reason=invented("Sales cycle is twice what we assumed"),
        effective_on=date(2023, 12, 20),
    )
    yield step("2023-12-20 16:00", "hugo", lowered)
    longer = Retarget(
        goal_id=G6,
        window=WindowChange(end=date(2024, 3, 31)),
        reason_code=ReasonCode.UNREALISTIC_TIMEFRAME,
        reason=invented("The two other contracts are due in February."),
        proposal_id=LONGER,
    )
    yield step("2023-12-22 09:00", "hugo", longer)
    why = invented("The year ends when it ends: set a goal for the next one.")
    yield step("2023-12-27 11:00", "ana", RejectRetarget(goal_id=G6, proposal_id=LONGER, reason=why))

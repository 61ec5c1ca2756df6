"""Lose 20 pounds in 3 months: ahead after 3 weeks, behind in March, extended before it was due, reached in April."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from api.sample import names
from api.sample.catalogue import add_milestones, create_goal
from api.sample.steps import Step, invented, reading, step
from goals.goal.changes import WindowChange
from goals.goal.commands.activating import ActivateGoal
from goals.goal.commands.assessing import CheckIn, Comment
from goals.goal.commands.closing import CloseGoal
from goals.goal.commands.retargeting import Retarget
from goals.milestone.commands.doing import CompleteMilestone, ProgressMilestone
from goals.vocabulary import Health, Outcome, ReasonCode

G1 = names.goal_id("G1")
SUGAR, JOGS, SALADS = (names.milestone_id(name) for name in ("M1.1", "M1.2", "M1.3"))
FIRST_MONDAY = date(2023, 1, 2)
POUNDS = (
    ("2023-01-02", "200"),
    ("2023-01-09", "198.2"),
    ("2023-01-16", "195.9"),
    ("2023-01-23", "193.4"),
    ("2023-01-30", "192.1"),
    ("2023-02-06", "191"),
    ("2023-02-13", "190.2"),
    ("2023-02-20", "189.6"),
    ("2023-02-27", "188.1"),
    ("2023-03-06", "187"),
    ("2023-03-13", "186.2"),
    ("2023-03-20", "185.1"),
    ("2023-03-27", "183.9"),
    ("2023-04-03", "182.8"),
    ("2023-04-10", "181.5"),
    ("2023-04-17", "180.6"),
    ("2023-04-24", "179.8"),
)
WEEKS = (
    ("1110102", 3, 4),
    ("1101110", 3, 4),
    ("0111011", 4, 5),
    ("1110111", 3, 4),
    ("1112110", 2, 4),
    ("1011101", 3, 3),
    ("1110112", 3, 4),
    ("2121101", 1, 3),
    ("1101011", 3, 4),
    ("0111101", 3, 4),
    ("1110110", 3, 5),
    ("1011011", 4, 4),
)
"""Items of sugar on each day from Monday, jogs, salads."""


def steps() -> Iterator[Step]:
    why = "To keep up with the children, and with the doctor's advice."
    yield step("2023-01-02 07:30", "dana", create_goal("G1", owner="dana", why=why))
    for adding in add_milestones("G1"):
        yield step("2023-01-02 07:35", "dana", adding)
    yield step("2023-01-02 07:40", "dana", ActivateGoal(goal_id=G1))
    for day, pounds in POUNDS:
        yield reading(f"{day} 07:50", "dana", "body_weight", day, pounds)
    for number, week in enumerate(WEEKS):
        yield from _week(FIRST_MONDAY + timedelta(weeks=number), *week)
    yield from _said()
    yield from _ended()


def _week(monday: date, sugar: str, jogs: int, salads: int) -> Iterator[Step]:
    """What was done in a week, told on its Sunday evening. A day without sugar has no entry."""
    days = [monday + timedelta(days=n) for n in range(7)]
    told = f"{days[-1]} 20:00"
    eaten = [(SUGAR, day, int(items)) for day, items in zip(days, sugar, strict=True) if items != "0"]
    run = [(JOGS, day, 1) for day in (days[0], days[2], days[4], days[6])[:jogs]]
    salad = [(SALADS, day, 1) for day in days[:salads]]
    for milestone, day, amount in (*eaten, *run, *salad):
        done = ProgressMilestone(goal_id=G1, milestone_id=milestone, amount=Decimal(amount), effective_on=day)
        yield step(told, "dana", done)


def _said() -> Iterator[Step]:
    fast = "Losing weight rapidly after 3 weeks: more to eat on the days I jog."
    yield step("2023-01-23 08:00", "dana", Comment(goal_id=G1, text=invented(fast)))
    early = CheckIn(
        goal_id=G1, confidence=Decimal("0.9"), status=Health.ON_TRACK, story=invented("6.6 pounds in 3 weeks.")
    )
    yield step("2023-01-23 08:05", "dana", early)
    late = CheckIn(
        goal_id=G1, confidence=Decimal("0.4"), status=Health.AT_RISK, story=invented("The last pounds take longer.")
    )
    yield step("2023-03-20 08:05", "dana", late)


def _ended() -> Iterator[Step]:
    longer = Retarget(
        goal_id=G1,
        window=WindowChange(duration="P4M"),
        reason_code=ReasonCode.UNREALISTIC_TIMEFRAME,
        reason=invented("Three months were too short: a pound a week is what lasts."),
    )
    yield step("2023-03-28 19:00", "dana", longer)
    yield step("2023-04-24 08:00", "dana", CompleteMilestone(goal_id=G1, milestone_id=JOGS))
    lessons = invented("The weeks without jogging were the weeks without losing.")
    yield step("2023-05-02 08:00", "dana", CloseGoal(goal_id=G1, outcome=Outcome.ACHIEVED, lessons=lessons))

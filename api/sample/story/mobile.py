"""Double the weekly sessions on mobile: a baseline still being measured, and functions that nobody had counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from api.sample import names
from api.sample.catalogue import add_milestones, create_goal
from api.sample.steps import INVENTED, Step, invented, reading, step
from goals.goal.commands.activating import ActivateGoal, EstablishBaseline
from goals.goal.commands.assessing import CheckIn
from goals.goal.commands.closing import CloseGoal
from goals.goal.state import Alignment
from goals.milestone.commands.doing import DropMilestone, ProgressMilestone
from goals.milestone.commands.planning import RescopeMilestone
from goals.milestone.shape import Counted
from goals.target import Baseline
from goals.vocabulary import AlignmentKind, BaselineState, Health, Outcome

G3 = names.goal_id("G3")
FUNCTIONS, LOADING, INTEGRATIONS = (names.milestone_id(f"M3.{n}") for n in range(1, 4))
SESSIONS = (
    ("2023-01-29", "13100"),
    ("2023-02-26", "15200"),
    ("2023-03-26", "17900"),
    ("2023-04-30", "20400"),
    ("2023-05-28", "22300"),
)
SECONDS = (("2023-01-31", "4"), ("2023-02-28", "3.62"), ("2023-03-31", "3.1"), ("2023-04-30", "2.74"))
TESTED = (("2023-02-03", 4), ("2023-02-24", 5), ("2023-03-24", 6), ("2023-04-28", 7))
ADDED = ("2023-02-20", "2023-04-11")


def steps() -> Iterator[Step]:
    why = "Most new users meet us on their phone first."
    measuring = Baseline(state=BaselineState.MEASURING)
    serves = (Alignment(parent_id=names.goal_id("G2"), kind=AlignmentKind.SUPPORTS),)
    creating = replace(create_goal("G3", owner="ben", why=why), baseline=measuring, parents=serves)
    yield step("2022-12-20 14:00", "ben", creating)
    for adding in add_milestones("G3"):
        yield step("2022-12-20 14:10", "ben", adding)
    yield step("2023-01-02 09:10", "ben", ActivateGoal(goal_id=G3, on=date(2023, 1, 1)))
    known = EstablishBaseline(goal_id=G3, value=Decimal(12000), observed_on=date(2023, 1, 8), source=INVENTED)
    yield step("2023-01-10 09:00", "ben", known)
    for day, sessions in SESSIONS:
        yield reading(f"{day} 21:00", "ben", "avg_weekly_sessions_mobile", day, sessions)
    for day, seconds in SECONDS:
        yield reading(f"{day} 21:30", "ben", "mobile_load_time", day, seconds)
    yield from _worked()
    yield from _ended()


def _worked() -> Iterator[Step]:
    for day, functions in TESTED:
        tested = ProgressMilestone(goal_id=G3, milestone_id=FUNCTIONS, amount=Decimal(functions))
        yield step(f"{day} 17:00", "finn", tested)
    counted = RescopeMilestone(
        goal_id=G3,
        milestone_id=FUNCTIONS,
        shape=Counted(required_count=Decimal(22), unit="functions"),
        reason=invented("All means 22: we have listed them now."),
    )
    yield step("2023-02-13 10:00", "finn", counted)
    for day in ADDED:
        added = ProgressMilestone(goal_id=G3, milestone_id=INTEGRATIONS, amount=Decimal(1))
        yield step(f"{day} 17:30", "finn", added)


def _ended() -> Iterator[Step]:
    story = invented("Loading is fast now; the third integration will not make it.")
    honest = CheckIn(goal_id=G3, confidence=Decimal("0.5"), status=Health.ON_TRACK, story=story)
    yield step("2023-05-02 09:00", "ben", honest)
    dropped = DropMilestone(
        goal_id=G3, milestone_id=INTEGRATIONS, reason=invented("The partner stopped its programme for phones.")
    )
    yield step("2023-05-22 09:00", "ben", dropped)
    closing = CloseGoal(
        goal_id=G3,
        outcome=Outcome.PARTIALLY_ACHIEVED,
        reason=invented("22,300 of 24,000 sessions a week."),
        lessons=invented("Loading time moved the sessions more than anything else."),
    )
    yield step("2023-06-05 09:00", "ben", closing)

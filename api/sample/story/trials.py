"""Free trials: 1,500 users, and 4 to 8 percent of them paying. A correction, a pause, a target raised."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from api.sample import names
from api.sample.catalogue import create_goal
from api.sample.steps import Step, invented, reading, step
from goals.goal.commands.activating import ActivateGoal
from goals.goal.commands.assessing import CheckIn
from goals.goal.commands.closing import CloseGoal
from goals.goal.commands.pausing import PauseGoal, ResumeGoal
from goals.goal.commands.retargeting import Retarget
from goals.goal.state import Alignment
from goals.identity import reading_id
from goals.reading.commands import CorrectReading
from goals.target import Absolute
from goals.vocabulary import AlignmentKind, Health, Outcome, ReasonCode, Trigger

G4, G5 = names.goal_id("G4"), names.goal_id("G5")
USERS = (
    ("2023-01-31", "90"),
    ("2023-02-28", "205"),
    ("2023-03-31", "370"),
    ("2023-04-30", "560"),
    ("2023-05-31", "745"),
    ("2023-06-30", "930"),
    ("2023-07-31", "990"),
    ("2023-08-31", "1260"),
    ("2023-09-18", "1512"),
)
PERCENT = (
    ("2023-01-31", "4.4"),
    ("2023-02-28", "5.1"),
    ("2023-03-31", "8.5"),
    ("2023-04-30", "7.4"),
    ("2023-05-31", "8.2"),
    ("2023-06-30", "8.7"),
)


def steps() -> Iterator[Step]:
    yield from _begun()
    for day, users in USERS:
        yield reading(f"{day} 18:00", "gina", "trial_users", day, users)
    for day, percent in PERCENT:
        yield reading(f"{day} 18:30", "gina", "trial_to_paid_rate", day, percent)
    yield from _users()
    yield from _conversions()


def _begun() -> Iterator[Step]:
    more = Alignment(parent_id=names.goal_id("G6"), kind=AlignmentKind.CONTRIBUTES, weight=Decimal("0.4"))
    better = Alignment(parent_id=names.goal_id("G6"), kind=AlignmentKind.CONTRIBUTES, weight=Decimal("0.6"))
    tried = "Those who have tried it buy it."
    paid = "A trial that nobody pays for afterwards is only a cost."
    users = replace(create_goal("G4", owner="gina", why=tried), parents=(more,))
    yield step("2022-12-21 11:00", "gina", users)
    payers = replace(create_goal("G5", owner="gina", why=paid, invented_later=("target",)), parents=(better,))
    yield step("2022-12-21 11:10", "gina", payers)
    for goal_id in (G4, G5):
        yield step("2023-01-02 09:20", "gina", ActivateGoal(goal_id=goal_id, on=date(2023, 1, 1)))


def _users() -> Iterator[Step]:
    reason = invented("The signup page is rebuilt: nobody can start a trial properly until it is done.")
    yield step("2023-07-03 10:00", "gina", PauseGoal(goal_id=G4, reason=reason))
    yield step("2023-07-28 10:00", "gina", ResumeGoal(goal_id=G4, note=invented("The new page is out.")))
    lessons = invented("The rebuilt page brought more than two campaigns.")
    yield step("2023-10-02 10:00", "gina", CloseGoal(goal_id=G4, outcome=Outcome.ACHIEVED, lessons=lessons))


def _conversions() -> Iterator[Step]:
    mistyped = CorrectReading(
        reading_id=reading_id(kpi_id=names.kpi_id("trial_to_paid_rate"), key="2023-03-31"),
        value=Decimal("5.8"),
        reason=invented("Digits swapped: the report says 5.8 %, not 8.5 %."),
    )
    yield step("2023-04-12 14:00", "gina", mistyped)
    story = invented("7.4 % in April, after three months of trying. We can do more than 8 %.")
    yield step("2023-05-02 10:00", "gina", CheckIn(goal_id=G5, status=Health.ON_TRACK, story=story))
    raised = Retarget(
        goal_id=G5,
        target=Absolute(value=Decimal(9)),
        reason_code=ReasonCode.OVER_PERFORMANCE,
        reason=invented("8 % is nearly reached two months early: 9 % is worth trying for."),
        trigger=Trigger.SCHEDULED_REVIEW,
    )
    yield step("2023-05-03 10:00", "gina", raised)
    lessons = invented("By the original target it was achieved in May; by the raised one it was not.")
    closing = CloseGoal(goal_id=G5, outcome=Outcome.PARTIALLY_ACHIEVED, lessons=lessons)
    yield step("2023-07-04 10:00", "gina", closing)

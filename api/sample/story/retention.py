"""Retention up 15 % in the first quarter: closed as missed, until a late reading said otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from api.sample import names
from api.sample.catalogue import add_milestones, create_goal
from api.sample.steps import Step, invented, reading, step
from goals.goal.commands.activating import ActivateGoal
from goals.goal.commands.assessing import CheckIn
from goals.goal.commands.closing import CloseGoal, ReopenGoal
from goals.milestone.commands.doing import CompleteMilestone, ProgressMilestone
from goals.milestone.commands.planning import RescheduleMilestone
from goals.vocabulary import Health, Outcome

G2 = names.goal_id("G2")
EMAILS, ANALYTICS, BOT, ARTICLES, INCENTIVES = (names.milestone_id(f"M2.{n}") for n in range(1, 6))
WRITTEN = (
    ("2023-01-20", EMAILS, 2),
    ("2023-02-08", ARTICLES, 5),
    ("2023-02-17", EMAILS, 2),
    ("2023-03-10", ARTICLES, 7),
)


def steps() -> Iterator[Step]:
    why = "Every user who stays is one we do not have to win again."
    yield step("2022-12-19 10:00", "ana", replace(create_goal("G2", owner="ana", why=why), reviewer="chloe"))
    for adding in add_milestones("G2"):
        yield step("2022-12-19 10:10", "ana", adding)
    yield step("2023-01-02 09:00", "ana", ActivateGoal(goal_id=G2, on=date(2023, 1, 1)))
    yield reading("2023-02-02 09:00", "ana", "user_retention_rate", "2023-01-31", "41.2")
    yield reading("2023-03-02 09:00", "ana", "user_retention_rate", "2023-02-28", "42.7")
    yield reading("2023-03-27 09:00", "ana", "user_retention_rate", "2023-03-24", "44")
    yield from _worked()
    yield from _ended()


def _worked() -> Iterator[Step]:
    for day, milestone, amount in WRITTEN:
        done = ProgressMilestone(goal_id=G2, milestone_id=milestone, amount=Decimal(amount))
        yield step(f"{day} 16:00", "eli", done)
    yield step("2023-01-27 16:00", "eli", CompleteMilestone(goal_id=G2, milestone_id=ANALYTICS))
    later = RescheduleMilestone(
        goal_id=G2, milestone_id=BOT, due=date(2023, 2, 15), reason=invented("The vendor's contract came late.")
    )
    yield step("2023-01-30 11:00", "ana", later)
    yield step("2023-02-13 16:00", "eli", CompleteMilestone(goal_id=G2, milestone_id=BOT))
    designed = ProgressMilestone(
        goal_id=G2, milestone_id=INCENTIVES, stage="design", note=invented("Up to 20 % off, within the 25 % allowed.")
    )
    yield step("2023-02-24 15:00", "eli", designed)
    halfway = CheckIn(
        goal_id=G2,
        confidence=Decimal("0.6"),
        status=Health.AT_RISK,
        story=invented("Onboarding mails help; the incentive plan is not out yet."),
    )
    yield step("2023-02-15 09:00", "ana", halfway)
    launched = ProgressMilestone(goal_id=G2, milestone_id=INCENTIVES, stage="launch")
    yield step("2023-03-15 15:00", "eli", launched)


def _ended() -> Iterator[Step]:
    missed = CloseGoal(
        goal_id=G2,
        outcome=Outcome.MISSED,
        reason=invented("44 % is the last figure we have; 46 % was the target."),
        lessons=invented("Start the incentive plan in January."),
    )
    yield step("2023-04-03 10:00", "ana", missed)
    late = "The report of 31 March, delayed by the data team."
    yield reading("2023-04-05 09:00", "ana", "user_retention_rate", "2023-03-31", "46.2", note=late)
    reason = invented("The figure of 31 March arrived on 5 April: 46.2 %.")
    yield step("2023-04-06 09:30", "ana", ReopenGoal(goal_id=G2, reason=reason))
    lessons = invented("Wait for the quarter's last figure before closing.")
    yield step("2023-04-06 09:35", "ana", CloseGoal(goal_id=G2, outcome=Outcome.ACHIEVED, lessons=lessons))

"""350 signups within three months of a launch: guessed before it, calibrated after it, then meant."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from api.sample import names
from api.sample.catalogue import create_goal
from api.sample.steps import Step, invented, reading, step
from goals.goal.commands.activating import ActivateGoal, CommitGoal
from goals.goal.commands.closing import CloseGoal
from goals.goal.commands.proposing import ApproveRetarget
from goals.goal.commands.retargeting import Retarget
from goals.goal.state import Alignment
from goals.target import Absolute, Levels
from goals.vocabulary import AlignmentKind, Outcome, ReasonCode, Trigger

G7 = names.goal_id("G7")
LEVELS = names.proposal_id("G7.levels")
FIRST_GUESS = Decimal(500)
SIGNUPS = (
    ("2023-02-05", "18"),
    ("2023-02-12", "25"),
    ("2023-02-19", "22"),
    ("2023-02-26", "31"),
    ("2023-03-05", "28"),
    ("2023-03-12", "34"),
    ("2023-03-19", "30"),
    ("2023-03-26", "27"),
    ("2023-04-02", "33"),
    ("2023-04-09", "29"),
    ("2023-04-16", "36"),
    ("2023-04-23", "31"),
    ("2023-04-30", "22"),
)


def steps() -> Iterator[Step]:
    why = "A launch that nobody tries teaches nothing."
    serves = (Alignment(parent_id=names.goal_id("G4"), kind=AlignmentKind.SUPPORTS),)
    creating = create_goal("G7", owner="ivy", why=why)
    yield step("2023-01-09 10:00", "ivy", replace(creating, parents=serves, target=Absolute(value=FIRST_GUESS)))
    yield step("2023-01-09 10:10", "ivy", ActivateGoal(goal_id=G7))
    for day, signups in SIGNUPS:
        yield reading(f"{day} 23:00", "ivy", "free_trial_signups", day, signups)
    calibrated = Retarget(
        goal_id=G7,
        target=Absolute(value=Decimal(350)),
        reason_code=ReasonCode.PRELIMINARY_CALIBRATED,
        reason=invented("500 was a guess before the launch; three weeks of signups say 350."),
        trigger=Trigger.NEW_PRODUCT_LAUNCH,
    )
    yield step("2023-02-20 10:00", "ivy", calibrated)
    yield step("2023-02-27 10:00", "ivy", CommitGoal(goal_id=G7, on=date(2023, 2, 27), note=invented("350 it is.")))
    yield from _levelled()
    lessons = invented("Half of all signups came from two newsletters.")
    yield step("2023-05-03 10:00", "ivy", CloseGoal(goal_id=G7, outcome=Outcome.ACHIEVED, lessons=lessons))


def _levelled() -> Iterator[Step]:
    """Once the cycle is locked, every retarget takes two."""
    proposed = Retarget(
        goal_id=G7,
        levels=Levels(commit=Decimal(300), stretch=Decimal(400)),
        reason_code=ReasonCode.SCOPE_CHANGE,
        reason=invented("Say what we promise and what we hope for, beside what we aim at."),
        proposal_id=LEVELS,
    )
    yield step("2023-03-06 10:00", "ivy", proposed)
    yield step("2023-03-07 10:00", "ana", ApproveRetarget(goal_id=G7, proposal_id=LEVELS, note=invented("Agreed.")))

"""What was imported unapproved is asked about wherever its like would have needed approval here."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from goals.actor import Actor
from goals.facts import Asked, Source
from goals.goal.definition import Definition
from goals.goal.facts import Approval
from goals.target import Absolute
from goals.vocabulary import ActorType, ApprovalRule, FlagId
from goals.workspace.cycle import CycleLocked, CycleOpened
from goals.workspace.facts import Policy, PolicyChanged
from projections.flagging.approvals import of_approval
from tests.projections.flagged import ids, one
from tests.projections.story import (
    ANA,
    END,
    GOAL,
    MRR,
    START,
    WORKSPACE,
    Told,
    activated,
    aiming,
    created,
    ending,
    retargeted,
    telling,
)

JULY, LATER, LATE = date(2023, 7, 1), date(2023, 7, 8), date(2023, 12, 20)
IMPORT = Actor(type=ActorType.IMPORT, id="import")
FAR = {"target": Absolute(value=Decimal(90000000)), "resolved": Decimal(90000000)}


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        yield told


def imported(told: Told, before: Definition, after: Definition, *, on: date) -> str | None:
    """The grounds on which an approval is missed, None where none is."""
    told.tell(on, GOAL, retargeted(before, after, on=on), by=IMPORT)
    if "R10" not in ids(told, on):
        return None
    grounds: str = one(told, "R10", on)["inputs"]["grounds"]
    return grounds


def year_locked(told: Told) -> None:
    opened = CycleOpened(cycle="2023", start=START, end=END, edit_until=END, update_until=END)
    told.tell(START, WORKSPACE, opened, CycleLocked(cycle="2023"))


def test_what_eases_what_is_in_force_is_missed_though_it_is_harder_than_what_is_announced(told: Told):
    told.tell(START, WORKSPACE, PolicyChanged(policy=Policy(approval=ApprovalRule.EASIER_ONLY, easing_notice_days=7)))
    told.tell(JULY, GOAL, retargeted(MRR, aiming(500000), on=LATER))
    assert imported(told, aiming(500000), aiming(500001), on=JULY) == "policy"


def test_an_end_put_off_in_the_freeze_is_missed_however_hard_the_target(told: Told):
    told.tell(START, WORKSPACE, PolicyChanged(policy=Policy(freeze_days=14)))
    told.read(JULY, 450000)
    assert imported(told, MRR, replace(MRR, **FAR), on=LATE) is None
    longer = replace(ending(date(2024, 1, 31)), **FAR)
    assert imported(told, replace(MRR, **FAR), longer, on=LATE) == "freeze"


def test_a_step_out_of_a_locked_cycle_does_not_excuse_the_next(told: Told):
    outside = ending(date(2024, 1, 1))
    told.tell(JULY, GOAL, retargeted(MRR, outside, on=JULY))
    year_locked(told)
    assert imported(told, outside, aiming(500000, outside), on=JULY) == "cycle_locked"


@pytest.mark.parametrize(("tz", "is_asked"), [("UTC", True), ("Pacific/Honolulu", False)])
def test_a_cycle_is_locked_by_the_days_of_the_workspace(told: Told, tz: str, is_asked: bool):
    opened = CycleOpened(cycle="2023", start=START, end=END, edit_until=JULY, update_until=END)
    told.tell(START, WORKSPACE, PolicyChanged(policy=Policy(tz=tz)), opened)
    day_after = JULY + timedelta(days=1)
    expected = "cycle_locked" if is_asked else None
    assert imported(told, MRR, aiming(590000), on=day_after) == expected, "at nine in the morning in UTC"


@pytest.mark.parametrize(("proposer", "is_asked"), [(None, True), (ANA, False)])
def test_who_told_of_it_is_its_proposer_only_where_nobody_else_is_named(
    told: Told, proposer: Actor | None, is_asked: bool
):
    asked = Asked(actor=IMPORT, on_behalf_of="ben", source=Source(channel="http"))
    approval = Approval(approver=Actor(type=ActorType.USER, id="ben"), proposer=proposer)
    with told.asking(JULY) as asking:
        found = of_approval(
            asking.question,
            before=(MRR,),
            after=aiming(590000),
            original=MRR,
            today=JULY,
            asked=asked,
            approval=approval,
            event_ids=("e",),
        )
    assert [each.flag for each in found] == ([FlagId.R10] if is_asked else [])

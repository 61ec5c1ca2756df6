"""Whose approval a retarget needs: by the policy, the days left, the cycle, and who asks."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.actor import Actor
from goals.goal.approval_errors import CycleIsClosed, OnlyImportsTell, ProposerNeedsApprover
from goals.goal.changes import WindowChange
from goals.goal.commands.proposing import ApproveRetarget, RejectRetarget
from goals.goal.definition import Definition
from goals.goal.facts import Approval
from goals.goal.proposal import RetargetRejected
from goals.target import Absolute
from goals.vocabulary import ActorType, Maturity
from goals.window import AuthoredWindow, Window
from goals.workspace.cycle import CycleClosed, CycleLocked
from goals.workspace.facts import Policy
from tests.given import TODAY, Outcome, Story, given
from tests.goal.known import (
    NEW_YEAR,
    RETENTION,
    REVENUE,
    YEAR_END,
    active,
    defined,
    known,
    retargeted,
)
from tests.goal.proposing import (
    ALWAYS,
    ANA,
    BO,
    EASED,
    EASIER_ONLY,
    FIVE,
    FREEZE,
    HARDER,
    LOCKED,
    ONE,
    POLICY,
    SEVEN,
    cycle,
    grounds,
    proposal,
    under,
    when_retargeted,
)


def test_without_a_rule_a_retarget_is_done_at_once():
    when_retargeted(given(*active()), target=FIVE).then(retargeted(EASED))


def test_where_every_retarget_needs_approval_it_is_proposed_and_not_done():
    when_retargeted(under(ALWAYS), target=FIVE).then(proposal())
    when_retargeted(under(ALWAYS), target=SEVEN).then(proposal(HARDER))


def test_a_proposal_says_for_whom_it_was_made():
    story = under(ALWAYS).by("bot", on_behalf_of="ana")
    bot = Actor(type=ActorType.USER, id="bot")
    when_retargeted(story, target=FIVE).then(proposal(proposer=bot, proposer_for="ana"))


def test_where_easing_needs_approval_a_hardening_does_not():
    when_retargeted(under(EASIER_ONLY), target=SEVEN).then(retargeted(HARDER))
    when_retargeted(under(EASIER_ONLY), weight=Decimal(2)).then(retargeted(defined(weight=Decimal(2))))


@pytest.mark.parametrize(
    "changes",
    [
        {"target": FIVE},
        {"target": SEVEN, "window": WindowChange(end=date(2024, 6, 30))},
        {"kpi_id": RETENTION, "target": Absolute(value=Decimal(90)), "baseline": known(80)},
    ],
    ids=["easier", "mixed", "incomparable"],
)
def test_where_easing_needs_approval_so_does_whatever_may_hide_one(changes: Any):
    assert grounds(when_retargeted(under(EASIER_ONLY), **changes)) == (POLICY,)


def test_what_is_so_already_is_not_proposed():
    when_retargeted(under(ALWAYS), target=REVENUE.target).then_nothing()


@pytest.mark.parametrize("end", [TODAY, YEAR_END])
def test_a_preliminary_goal_is_calibrated_freely(end: date):
    policy = replace(ALWAYS, easing_notice_days=30, freeze_days=400)
    window = {"window": AuthoredWindow(start=NEW_YEAR, end=end), "span": Window(start=NEW_YEAR, end=end, tz="UTC")}
    before = defined(**window)
    story = under(policy, *active(before, maturity=Maturity.PRELIMINARY))
    when_retargeted(story, target=FIVE).then(retargeted(replace(EASED, **window), before))


def ending(days: int) -> Definition:
    """The well-known goal, with so many days to its end."""
    end = TODAY + timedelta(days=days)
    return defined(window=AuthoredWindow(start=NEW_YEAR, end=end), span=Window(start=NEW_YEAR, end=end, tz="UTC"))


@pytest.mark.parametrize(
    ("days_to_end", "needed"), [(14, ()), (13, (FREEZE,)), (0, (FREEZE,)), (-1, (FREEZE,)), (-200, (FREEZE,))]
)
def test_the_freeze_is_the_last_days_of_the_window_and_all_days_after_it(days_to_end: int, needed: Any):
    start = date(2022, 1, 1)
    end = TODAY + timedelta(days=days_to_end)
    before = defined(window=AuthoredWindow(start=start, end=end), span=Window(start=start, end=end, tz="UTC"))
    story = under(Policy(freeze_days=14), *active(before))
    assert grounds(when_retargeted(story, target=FIVE)) == needed


def test_without_freeze_days_nothing_is_frozen_not_even_after_the_end():
    for days in (0, -1):
        assert (
            grounds(
                when_retargeted(under(Policy(freeze_days=0, easing_notice_days=1), *active(ending(days))), target=FIVE)
            )
            == ()
        )


def test_a_freeze_of_one_day_is_the_last_day():
    for days, needed in ((1, ()), (0, (FREEZE,))):
        assert grounds(when_retargeted(under(Policy(freeze_days=1), *active(ending(days))), target=FIVE)) == needed


def test_a_hardening_is_not_frozen():
    assert grounds(when_retargeted(under(Policy(freeze_days=14), *active(ending(3))), target=SEVEN)) == ()


def test_moving_the_end_out_of_the_freeze_is_frozen_itself():
    story = under(Policy(freeze_days=14), *active(ending(3)))
    assert grounds(when_retargeted(story, window=WindowChange(end=date(2024, 1, 31)))) == (FREEZE,)


@pytest.mark.parametrize(("edit_until", "needed"), [(TODAY, ()), (TODAY - timedelta(days=1), (LOCKED,))])
def test_a_retarget_needs_approval_from_the_day_after_its_cycle_may_be_edited(edit_until: date, needed: Any):
    story = given(*active())
    story.tell(story.workspace_id, cycle(edit_until=edit_until))
    assert grounds(when_retargeted(story, target=SEVEN)) == needed


def test_a_goal_that_reaches_beyond_a_cycle_does_not_belong_to_it():
    for told in (cycle(start=date(2023, 1, 2)), cycle(end=date(2023, 12, 30))):
        story = given(*active())
        story.tell(story.workspace_id, told, CycleLocked(cycle="2023"))
        assert grounds(when_retargeted(story, target=FIVE)) == ()


def test_all_grounds_are_told_together():
    story = under(replace(ALWAYS, freeze_days=400))
    story.tell(story.workspace_id, cycle(), CycleLocked(cycle="2023"))
    assert grounds(when_retargeted(story, target=FIVE)) == (POLICY, FREEZE, LOCKED)


def test_in_a_closed_cycle_not_even_an_approval_helps():
    story = under(ALWAYS, *active(), proposal())
    story.tell(story.workspace_id, cycle(), CycleClosed(cycle="2023"))
    when_retargeted(story, target=SEVEN).then_refused(CycleIsClosed)
    story.by("bo").when(ApproveRetarget, proposal_id=ONE).then_refused(CycleIsClosed)
    story.by("bo").when(RejectRetarget, proposal_id=ONE, reason="Closed").then(
        RetargetRejected(proposal_id=ONE, reason="Closed")
    )


def imported(story: Story, **told: Any) -> Outcome:
    return when_retargeted(story.by("migration", actor_type=ActorType.IMPORT), target=FIVE, **told)


def test_an_import_records_what_was_decided_elsewhere():
    policy = replace(ALWAYS, easing_notice_days=30, freeze_days=400)
    story = under(policy)
    story.tell(story.workspace_id, cycle(), CycleClosed(cycle="2023"))
    imported(story).then(retargeted(EASED))


def test_an_import_tells_who_proposed_and_who_approved():
    told = Approval(approver=BO, proposer=ANA)
    imported(given(*active()), proposed_by="ana", approved_by="bo").then(retargeted(EASED, approval=told))
    imported(given(*active()), approved_by="bo").then(retargeted(EASED, approval=Approval(approver=BO)))


def test_a_proposer_without_an_approver_is_half_the_story():
    imported(given(*active()), proposed_by="ana").then_refused(ProposerNeedsApprover, at="/proposed_by")


@pytest.mark.parametrize("field", ["approved_by", "proposed_by"])
@pytest.mark.parametrize("actor_type", [ActorType.USER, ActorType.SERVICE, ActorType.SYSTEM])
def test_whoever_asks_here_does_not_tell_who_approved(field: str, actor_type: ActorType):
    story = given(*active()).by("ana", actor_type=actor_type)
    when_retargeted(story, target=FIVE, **{field: "bo"}).then_refused(OnlyImportsTell, at=f"/{field}")

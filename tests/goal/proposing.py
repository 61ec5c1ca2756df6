"""Proposals of the well-known goal: to be eased or hardened, under a policy."""

from datetime import date
from decimal import Decimal
from typing import Any

from goals.actor import Actor
from goals.goal.commands.retargeting import Retarget
from goals.goal.definition import Definition
from goals.goal.facts import Approval, GoalRetargeted
from goals.goal.proposal import RetargetProposed
from goals.target import Absolute
from goals.vocabulary import ActorType, ApprovalGround, ApprovalRule, ReasonCode
from goals.workspace.cycle import CycleOpened
from goals.workspace.facts import Policy, PolicyChanged
from tests.given import Outcome, Story, given
from tests.goal.known import NEW_YEAR, REASON, REVENUE, YEAR_END, active, defined

ANA, BO = Actor(type=ActorType.USER, id="ana"), Actor(type=ActorType.USER, id="bo")
FIVE, SEVEN = Absolute(value=Decimal(500000)), Absolute(value=Decimal(700000))
EASED = defined(target=FIVE, resolved=Decimal(500000))
HARDER = defined(target=SEVEN, resolved=Decimal(700000))
WHY = {"reason_code": ReasonCode.UNDER_PERFORMANCE, "reason": REASON}
ONE, TWO = (f"01900000-0000-7000-8000-0000000000d{n}" for n in (1, 2))
ALWAYS, EASIER_ONLY = Policy(approval=ApprovalRule.ALWAYS), Policy(approval=ApprovalRule.EASIER_ONLY)
POLICY, FREEZE, LOCKED = ApprovalGround.POLICY, ApprovalGround.FREEZE, ApprovalGround.CYCLE_LOCKED


def under(policy: Policy, *told: Any) -> Story:
    """Facts of GOAL, the well-known one if none are given, in a workspace with that policy."""
    story = given(*(told or active()))
    story.tell(story.workspace_id, PolicyChanged(policy=policy))
    return story


def when_retargeted(story: Story, **changes: Any) -> Outcome:
    return story.when(Retarget, **(WHY | {"proposal_id": ONE} | changes))


def proposal(after: Definition = EASED, **more: Any) -> RetargetProposed:
    told: dict[str, Any] = {
        "proposal_id": ONE,
        "n": 2,
        "before": REVENUE,
        "after": after,
        "reason_code": ReasonCode.UNDER_PERFORMANCE,
        "reason": REASON,
        "proposer": ANA,
        "grounds": (POLICY,),
        "policy_version": 2,
    }
    return RetargetProposed(**(told | more))


def approved() -> Approval:
    """BO approved what ANA proposed."""
    return Approval(approver=BO, proposal_id=ONE, proposer=ANA)


def grounds(outcome: Outcome) -> tuple[ApprovalGround, ...]:
    """Those of what was proposed; none where it was done."""
    (fact,) = outcome.facts
    assert isinstance(fact, RetargetProposed | GoalRetargeted)
    return fact.grounds if isinstance(fact, RetargetProposed) else ()


def effective_on(outcome: Outcome) -> date:
    (fact,) = (each for each in outcome.facts if isinstance(each, GoalRetargeted))
    return fact.effective_on


def cycle(start: date = NEW_YEAR, end: date = YEAR_END, *, edit_until: date | None = None) -> CycleOpened:
    """Of the year, to be changed until its end."""
    last = end if edit_until is None else edit_until
    return CycleOpened(cycle="2023", start=start, end=end, edit_until=last, update_until=end)

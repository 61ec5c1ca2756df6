"""How were goals retargeted in a period, how often, how far, and how well documented?"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select

from goals.database import Prepared, Row
from goals.flags_of_changes import BACKDATED_DAYS
from goals.quantity import quotient
from goals.retargeting import churn
from goals.vocabulary import Effect, ProposalState
from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.integrity.considered import Considered
from projections.answers.periods import Stretch
from projections.trail import table

COUNTED_IN = Prepared(
    select(
        table.c.goal_id,
        table.c.effect,
        table.c.magnitude,
        table.c.backdated_days,
        table.c.approver_id,
        table.c.has_evidence,
    )
    .where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.position > bindparam("after"),
        table.c.position <= bindparam("through"),
        table.c.counted == 1,
    )
    .order_by(table.c.position)
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A counted retarget."""

    goal_id: str
    effect: Effect
    magnitude: Decimal | None
    is_backdated: bool
    is_approved: bool
    has_evidence: bool


def moves_in(asking: Asking, stretch: Stretch) -> list[Moved]:
    """Those recorded in the stretch, in order."""
    found = asking.rows.all(COUNTED_IN, workspace_id=asking.workspace_id, after=stretch.after, through=stretch.through)
    return [_moved(row) for row in found]


def goals_told(considered: Sequence[Considered], moves: Sequence[Moved]) -> dict[str, Any]:
    """How many goals, and how many of them were retargeted; one moved both ways counts for both effects."""
    moved = {move.goal_id for move in moves}
    effects = Counter(effect for _, effect in {(move.goal_id, move.effect) for move in moves})
    of = len(considered)
    return {
        "considered": of,
        "retargeted": len(moved),
        "share_retargeted": forms.share(quotient(Decimal(len(moved)), Decimal(of))) if of else None,
        **_by_effect(effects),
    }


def retargets_told(considered: Sequence[Considered], moves: Sequence[Moved]) -> dict[str, Any]:
    """How many retargets; proposals that wait for approval are those open at the moment asked about."""
    moved = churn([move.magnitude for move in moves])
    return {
        "count": moved.count,
        **_by_effect(Counter(move.effect for move in moves)),
        "churn_gross": forms.share(moved.gross),
        "churn_net": forms.share(moved.net),
        "backdated": sum(move.is_backdated for move in moves),
        "without_evidence": sum(not move.has_evidence for move in moves),
        "approved": sum(move.is_approved for move in moves),
        "awaiting_approval": sum(map(_waiting, considered)),
    }


def churn_told(moves: Sequence[Moved]) -> list[dict[str, Any]]:
    """Of each goal that was retargeted, by id."""
    magnitudes: dict[str, list[Decimal | None]] = {}
    for move in moves:
        magnitudes.setdefault(move.goal_id, []).append(move.magnitude)
    churned = [(goal_id, churn(magnitudes[goal_id])) for goal_id in sorted(magnitudes)]
    return [
        {"goal_id": goal_id, "count": each.count, "gross": forms.share(each.gross), "net": forms.share(each.net)}
        for goal_id, each in churned
    ]


def of_goals(moves: Sequence[Moved], goal_ids: Collection[str]) -> list[Moved]:
    return [move for move in moves if move.goal_id in goal_ids]


def _moved(row: Row) -> Moved:
    goal_id, effect, magnitude, backdated_days, approver_id, has_evidence = row
    return Moved(
        goal_id=goal_id,
        effect=Effect(effect),
        magnitude=None if magnitude is None else Decimal(magnitude),
        is_backdated=backdated_days > BACKDATED_DAYS,
        is_approved=approver_id is not None,
        has_evidence=bool(has_evidence),
    )


def _by_effect(counted: Counter[Effect]) -> dict[str, int]:
    return {effect.value: counted[effect] for effect in Effect}


def _waiting(each: Considered) -> int:
    return sum(proposal.state is ProposalState.OPEN for proposal in each.view.goal.proposals.values())

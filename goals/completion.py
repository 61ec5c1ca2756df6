"""How much of a milestone is done, and how do many shares become one?"""

from collections.abc import Sequence
from decimal import Decimal

from goals.quantity import EXACT, ONE, ZERO, clamp, quotient, total


def deliverable(done: bool) -> Decimal:
    return ONE if done else ZERO


def counted(*, done: Decimal, required: Decimal | None) -> Decimal | None:
    """`done` of `required`; None while it is not known how many are required, or none are."""
    if required is None or required <= 0:
        return None
    return quotient(done, required)


def staged(stages: Sequence[tuple[Decimal, bool]]) -> Decimal | None:
    """The weights of the done stages, as a share of all weights; None of no weight."""
    return weighted([(weight, deliverable(done)) for weight, done in stages])


def milestone_completion(shares: Sequence[Decimal | None]) -> Decimal | None:
    """The mean over the milestones not dropped; None of none. An unknown share counts as nothing done."""
    return weighted([(ONE, ZERO if share is None else clamp(share)) for share in shares])


def weighted(parts: Sequence[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The mean of the known second numbers, weighted by the first; None where these add up to nothing."""
    known = [(weight, share) for weight, share in parts if share is not None]
    weights = total([weight for weight, _ in known])
    if weights == 0:
        return None
    return quotient(total([EXACT.multiply(weight, share) for weight, share in known]), weights)

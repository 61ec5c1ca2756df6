"""What of a change in progress was only learnt later about where it began?"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from goals.progress import Yardstick
from goals.quantity import EXACT, ZERO
from goals.retargeting import baseline_of, decompose, difference_or_none, progress_or_none, sum_or_none
from goals.rollup import Change, Course, Part, Shares, told_apart

NOTHING = Change(before=None, after=None)


class Difference(Struct, frozen=True, kw_only=True):
    """A change in progress between two moments, told apart: what was learnt later about the first, what was achieved
    since, and what moving the goalposts did, step by step. Unrounded; the parts add up to the total. A figure is None
    where what it compares cannot be compared."""

    before: Decimal | None
    after: Decimal | None
    revision: Decimal | None
    performance: Decimal | None
    retarget: Decimal | None
    total: Decimal | None
    steps: tuple[Decimal | None, ...]


class Revised(Struct, frozen=True, kw_only=True):
    """A goal between two moments. `known` is what it brought at the first by what was known then; the course begins
    with what was learnt of that since."""

    known: Part | None
    course: Course


class ManyRevised(Struct, frozen=True, kw_only=True):
    """A change in the progress of several goals, told apart; unrounded. `change` is what came after all that was learnt
    about the first moment, `learnt` that. The figures are None where one of the two has none. Where `has_begun`,
    nothing counted at the first moment by what was known then: the change begins with what was learnt of it since, or
    else where the goals themselves began."""

    learnt: Change
    change: Change
    has_begun: bool = False
    before: Decimal | None
    after: Decimal | None
    revision: Decimal | None
    performance: Decimal | None
    retarget: Decimal | None
    composition: Decimal | None
    total: Decimal | None


def difference(
    first: Yardstick | None,
    versions: Sequence[Yardstick | None],
    *,
    known: Decimal | None,
    learnt: Decimal | None,
    after: Sequence[Decimal | None],
) -> Difference:
    """`first` is the version in force at the first moment as it was known then, and `versions` the same one as it is
    known at the second, and those after it. `known` and `learnt` are the value at the first moment, then and as far as
    it is known now; `after` the value at the second, as each version cuts the readings. Where nothing was read it is
    the baseline."""
    begun = progress_or_none(first, baseline_of([first], 0) if known is None else known)
    learnt = baseline_of(versions, 0) if learnt is None else learnt
    parts = decompose(versions, before=learnt, after=after)
    last = baseline_of(versions, len(versions) - 1) if after[-1] is None else after[-1]
    revision = difference_or_none(begun, progress_or_none(versions[0], learnt))
    return Difference(
        before=begun,
        after=progress_or_none(versions[-1], last),
        revision=revision,
        performance=parts.performance,
        retarget=parts.retarget,
        total=sum_or_none((revision, parts.total)),
        steps=parts.steps,
    )


def difference_of_many(goals: Mapping[str, Revised]) -> ManyRevised:
    """What the goals, by name, did to their common progress. Where none counted at the first moment there was nothing
    to learn about it; where none is left of those, by what was learnt, all that came since has taken their place."""
    learnt = told_apart(_there({name: _revision(one) for name, one in goals.items()}))
    change = told_apart(_there({name: one.course for name, one in goals.items()}))
    if learnt.before is None:
        return _unrevised(change, has_begun=change.before is not None)
    if learnt.after is None:
        return _unrevised(told_apart(_there({name: _exchanged(one) for name, one in goals.items()})), has_begun=False)
    revision = learnt.performance
    return ManyRevised(
        learnt=learnt,
        change=change,
        before=learnt.before,
        after=change.after,
        revision=None if change.total is None else revision,
        performance=None if revision is None else change.performance,
        retarget=None if revision is None else change.retarget,
        composition=sum_or_none((learnt.composition, change.composition)),
        total=sum_or_none((learnt.total, change.total)),
    )


def shares_of(many: ManyRevised, name: str) -> tuple[Decimal, Shares]:
    """What one goal did: its revision, and the rest. The figures are there."""
    learnt = many.learnt.shares.get(name, Shares())
    came = many.change.shares.get(name, Shares())
    composition = EXACT.add(learnt.composition, came.composition)
    return learnt.performance, Shares(performance=came.performance, retarget=came.retarget, composition=composition)


def _unrevised(change: Change, *, has_begun: bool) -> ManyRevised:
    return ManyRevised(
        learnt=NOTHING,
        change=change,
        has_begun=has_begun,
        before=change.before,
        after=change.after,
        revision=None if change.total is None else ZERO,
        performance=change.performance,
        retarget=change.retarget,
        composition=change.composition,
        total=change.total,
    )


def _exchanged(one: Revised) -> Course:
    return Course(before=one.known, performed=None, after=one.course.after)


def _revision(one: Revised) -> Course:
    return Course(before=one.known, performed=one.course.before, after=one.course.before)


def _there(courses: Mapping[str, Course]) -> dict[str, Course]:
    return {name: one for name, one in courses.items() if (one.before, one.after) != (None, None)}

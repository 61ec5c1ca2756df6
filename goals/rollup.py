"""How far have several goals come together, and what changed that: their doing, moving goalposts, or which they are?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from goals.quantity import EXACT, ZERO, quotient, total


class Part(Struct, frozen=True, kw_only=True):
    """What a goal brings: its weight, and its progress in [0, 1]."""

    weight: Decimal
    clamped: Decimal

    @property
    def brought(self) -> Decimal:
        return EXACT.multiply(self.weight, self.clamped)


class Move(Struct, frozen=True, kw_only=True):
    """A goal's goalposts moved: what it brings by the new ones. `place` is its place among all moves."""

    place: int
    part: Part | None


class Course(Struct, frozen=True, kw_only=True):
    """A goal between two moments. `before` and `after` are None where it does not count or has no value; `performed` is
    what it brings at the second moment by the goalposts of the first. A move is None where it cannot be compared.
    `began` is what a goal that began to count in between would have brought at the first moment."""

    before: Part | None
    performed: Part | None
    moves: tuple[Move, ...] = ()
    after: Part | None
    began: Part | None = None

    @property
    def is_throughout(self) -> bool:
        """Whether it can be followed from the first moment to the second."""
        stages = (self.before, self.performed, *(move.part for move in self.moves), self.after)
        return all(part is not None for part in stages)


class Shares(Struct, frozen=True, kw_only=True):
    """What one goal did to the progress of all: by its readings, by its goalposts, by beginning or ceasing to count."""

    performance: Decimal = ZERO
    retarget: Decimal = ZERO
    composition: Decimal = ZERO


class Change(Struct, frozen=True, kw_only=True):
    """A change in the progress of several goals, told apart; unrounded. The figures and shares are missing where one of
    `before` and `after` is, since nothing counted then; and where the goals that were followed had no weight together
    after the move at the place `unweighted`, 0 for before all of them. `courses` are those that were told apart."""

    before: Decimal | None
    after: Decimal | None
    courses: Mapping[str, Course] = {}
    has_begun: bool = False
    unweighted: int | None = None
    performance: Decimal | None = None
    retarget: Decimal | None = None
    composition: Decimal | None = None
    total: Decimal | None = None
    shares: dict[str, Shares] = {}


def progress_of(parts: Sequence[Part]) -> Decimal | None:
    """The mean by weight; None without any weight."""
    weight = total(part.weight for part in parts)
    return None if weight == 0 else quotient(total(part.brought for part in parts), weight)


def told_apart(courses: Mapping[str, Course]) -> Change:
    """What the goals, by name, did to their common progress. The shares add up to the parts, the parts to the total.

    First those leave that cannot be followed throughout; then all others move by their readings, then by their
    goalposts in recorded order; then those come in that count only now. Where none counted at the first moment,
    those that began in between are followed from their own beginning.
    """
    has_begun = _before(courses) is None and any(one.began is not None for one in courses.values())
    if has_begun:
        courses = {name: _from_its_beginning(one) for name, one in courses.items()}
    before = _before(courses)
    after = progress_of([one.after for one in courses.values() if one.after is not None])
    unweighted = _unweighted([one for one in courses.values() if one.is_throughout])
    found = Change(before=before, after=after, courses=courses, has_begun=has_begun, unweighted=unweighted)
    if before is None or after is None or unweighted is not None:
        return found
    return _with_figures(found, before=before, after=after)


def _with_figures(change: Change, *, before: Decimal, after: Decimal) -> Change:
    courses = change.courses
    throughout = _weighing({name: one for name, one in courses.items() if one.is_throughout})
    performance = _performance(throughout)
    retarget = _retarget(throughout)
    composition = _composition(courses, throughout, before)
    shares = {
        name: Shares(
            performance=performance.get(name, ZERO),
            retarget=retarget.get(name, ZERO),
            composition=composition.get(name, ZERO),
        )
        for name in courses
    }
    return replace(
        change,
        performance=total(performance.values()),
        retarget=total(retarget.values()),
        composition=total(composition.values()),
        total=EXACT.subtract(after, before),
        shares=shares,
    )


def _before(courses: Mapping[str, Course]) -> Decimal | None:
    return progress_of([one.before for one in courses.values() if one.before is not None])


def _from_its_beginning(course: Course) -> Course:
    return course if course.before is not None else replace(course, before=course.began)


def _weighing(throughout: Mapping[str, Course]) -> Mapping[str, Course]:
    """None of them where they weigh nothing together: they change nothing."""
    return throughout if any(_there(one.before).weight != 0 for one in throughout.values()) else {}


def _unweighted(throughout: Sequence[Course]) -> int | None:
    """The place of the first move after which these weigh nothing together, 0 for before all moves. None if they always
    weigh something, or never do, and so change nothing."""
    weight = total(_there(one.before).weight for one in throughout)
    weights = [(0, weight)]
    for place, by in sorted(change for one in throughout for change in _reweighings(one)):
        weight = EXACT.add(weight, by)
        weights.append((place, weight))
    empty = [place for place, weight in weights if weight == 0]
    return empty[0] if 0 < len(empty) < len(weights) else None


def _reweighings(course: Course) -> Iterator[tuple[int, Decimal]]:
    """By how much each of its moves changed its weight."""
    weight = _there(course.performed).weight
    for move in course.moves:
        moved = _there(move.part).weight
        yield move.place, EXACT.subtract(moved, weight)
        weight = moved


def _performance(throughout: Mapping[str, Course]) -> dict[str, Decimal]:
    weight = total(_there(one.before).weight for one in throughout.values())
    return {
        name: quotient(EXACT.subtract(_there(one.performed).brought, _there(one.before).brought), weight)
        for name, one in throughout.items()
    }


def _retarget(throughout: Mapping[str, Course]) -> dict[str, Decimal]:
    """Each move's difference in the progress of all, put down to the goal that was moved."""
    parts = {name: _there(one.performed) for name, one in throughout.items()}
    moves = [(move.place, name, _there(move.part)) for name, one in throughout.items() for move in one.moves]
    found = dict.fromkeys(throughout, ZERO)
    brought, weight = total(part.brought for part in parts.values()), total(part.weight for part in parts.values())
    for _, name, part in sorted(moves, key=lambda move: move[0]):
        old, standing = parts[name], quotient(brought, weight)
        brought = EXACT.add(brought, EXACT.subtract(part.brought, old.brought))
        weight = EXACT.add(weight, EXACT.subtract(part.weight, old.weight))
        parts[name] = part
        found[name] = EXACT.add(found[name], EXACT.subtract(quotient(brought, weight), standing))
    return found


def _composition(
    courses: Mapping[str, Course], throughout: Mapping[str, Course], standing: Decimal
) -> dict[str, Decimal]:
    """A goal that leaves takes its distance from the mean of those that stay with it; one that comes brings its own.

    Where none stays, the progress there was before, `standing`, is taken for that mean.
    """
    others = {name: one for name, one in courses.items() if name not in throughout}
    firsts = {name: one.before for name, one in courses.items()}
    lasts = {name: one.after for name, one in courses.items()}
    left = _distances(firsts, others, progress_of([_there(firsts[name]) for name in throughout]), standing)
    came = _distances(lasts, others, progress_of([_there(lasts[name]) for name in throughout]), standing)
    return {name: EXACT.subtract(came[name], left[name]) for name in others}


def _distances(
    parts: Mapping[str, Part | None], others: Iterable[str], mean: Decimal | None, standing: Decimal
) -> dict[str, Decimal]:
    """How far each of the others lies from the mean of those throughout, by its share of the whole weight."""
    weight = total(part.weight for part in parts.values() if part is not None)
    return {name: _distance(parts[name], weight, standing if mean is None else mean) for name in others}


def _distance(part: Part | None, weight: Decimal, mean: Decimal) -> Decimal:
    if part is None:
        return ZERO
    return quotient(EXACT.multiply(part.weight, EXACT.subtract(part.clamped, mean)), weight)


def _there(part: Part | None) -> Part:
    assert part is not None, "it was followed throughout"
    return part

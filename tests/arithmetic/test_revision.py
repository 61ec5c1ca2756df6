"""What was only learnt later about where a change began, beside what was achieved and what was moved."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from goals.progress import Yardstick, raw_progress
from goals.quantity import EXACT, clamp, total
from goals.revision import Difference, ManyRevised, Revised, difference, difference_of_many, shares_of
from goals.rollup import Course, Move, Part
from tests.arithmetic.known import MRR
from tests.arithmetic.strategies import amounts

SETTLED = Decimal("1e-30")
"""Below it are the last of sixty digits."""
maybe = st.none() | amounts


def aiming(target: Decimal | int) -> Yardstick:
    return replace(MRR, target=Decimal(target))


def told(known: int | None, learnt: int | None, after: int, *targets: int) -> Difference:
    versions = [aiming(target) for target in targets]
    values = [Decimal(after) for _ in versions]
    return difference(versions[0], versions, known=number(known), learnt=number(learnt), after=values)


def number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def test_a_late_reading_about_the_first_day_is_a_revision_and_no_achievement():
    found = told(450_000, 470_000, 480_000, 600_000)
    assert (found.revision, found.performance, found.retarget) == (Decimal("0.1"), Decimal("0.05"), Decimal(0))
    assert (found.before, found.after, found.total) == (Decimal("0.25"), Decimal("0.4"), Decimal("0.15"))


def test_the_worked_example_has_nothing_to_revise():
    found = told(450_000, 450_000, 480_000, 600_000, 500_000)
    assert (found.revision, found.performance, found.retarget) == (Decimal(0), Decimal("0.15"), Decimal("0.4"))


def test_where_nothing_was_read_at_first_it_began_at_the_baseline():
    found = told(None, 440_000, 440_000, 600_000)
    assert (found.before, found.revision, found.performance) == (Decimal(0), Decimal("0.2"), Decimal(0))


def test_where_the_baseline_was_not_known_then_there_is_no_revision_and_no_total():
    pending = replace(MRR, baseline=None)
    found = difference(pending, [MRR], known=None, learnt=Decimal(450_000), after=[Decimal(480_000)])
    assert (found.before, found.revision, found.total) == (None, None, None)
    assert found.performance == Decimal("0.15")


@given(st.tuples(maybe, maybe), st.lists(st.tuples(amounts, maybe), min_size=1, max_size=4))
def test_the_parts_add_up_to_the_change(
    first: tuple[Decimal | None, Decimal | None], moves: list[tuple[Decimal, Decimal | None]]
):
    versions = [aiming(400_001 + abs(target)) for target, _ in moves]
    found = difference(versions[0], versions, known=first[0], learnt=first[1], after=[value for _, value in moves])
    parts = (found.revision, found.performance, found.retarget)
    assert found.before is not None and found.after is not None
    assert found.total is not None
    assert gap(total(each for each in parts if each is not None), found.total) < SETTLED
    assert gap(EXACT.subtract(found.after, found.before), found.total) < SETTLED


def gap(one: Decimal, other: Decimal) -> Decimal:
    return EXACT.abs(EXACT.subtract(one, other))


def part(weight: int, clamped: str) -> Part:
    return Part(weight=Decimal(weight), clamped=Decimal(clamped))


def revised(known: str | None, learnt: str | None, after: str | None, *, weight: int = 1) -> Revised:
    first, then, last = (None if each is None else part(weight, each) for each in (known, learnt, after))
    return Revised(known=first, course=Course(before=then, performed=last or then, after=last))


def test_what_is_learnt_about_one_goal_moves_the_mean_by_its_weight():
    found = difference_of_many({"late": revised("0.2", "0.6", "0.6"), "other": revised("0.4", "0.4", "0.5")})
    assert (found.before, found.after) == (Decimal("0.3"), Decimal("0.55"))
    assert (found.revision, found.performance, found.composition) == (Decimal("0.2"), Decimal("0.05"), Decimal(0))
    assert shares_of(found, "late")[0] == Decimal("0.2")


def test_a_goal_that_came_is_composition_and_nothing_learnt():
    found = difference_of_many({"here": revised("0.5", "0.5", "0.5"), "new": revised(None, None, "1")})
    assert (found.revision, found.performance, found.composition) == (Decimal(0), Decimal(0), Decimal("0.25"))


def test_where_nothing_counted_at_first_there_is_nothing_to_compare_with():
    found = difference_of_many({"new": revised(None, None, "1")})
    assert (found.before, found.after, found.revision, found.total) == (None, Decimal(1), None, None)


def test_a_goal_first_read_late_about_the_first_day_comes_in_by_composition():
    found = difference_of_many({"here": revised("0.5", "0.5", "0.5"), "late": revised(None, "0.9", "0.9")})
    assert (found.before, found.revision, found.composition) == (Decimal("0.5"), Decimal(0), Decimal("0.2"))


def test_where_nothing_was_known_then_it_begins_with_what_was_learnt():
    found = difference_of_many({"late": revised(None, "0.2", "0.6")})
    assert (found.before, found.revision, found.performance) == (Decimal("0.2"), Decimal(0), Decimal("0.4"))
    assert found.has_begun


def test_where_all_that_was_known_was_taken_back_what_came_since_took_its_place():
    found = difference_of_many({"voided": revised("0.4", None, None), "new": revised(None, None, "1")})
    assert (found.before, found.after, found.composition) == (Decimal("0.4"), Decimal(1), Decimal("0.6"))
    assert (found.total, found.has_begun) == (Decimal("0.6"), False)


shares = st.decimals(min_value=-1, max_value=2, places=3).map(clamp)
weights = st.integers(0, 3).map(Decimal)
parts = st.none() | st.builds(Part, weight=weights, clamped=shares)


@st.composite
def goals(draw: st.DrawFn) -> Revised:
    """Only a move changes a weight."""
    weight = draw(weights)
    known, learnt, performed = (
        draw(st.none() | st.builds(Part, weight=st.just(weight), clamped=shares)) for _ in "123"
    )
    moves = draw(st.lists(st.tuples(st.integers(1, 1000), parts), max_size=2, unique_by=lambda move: move[0]))
    steps = tuple(Move(place=place, part=each) for place, each in sorted(moves, key=lambda move: move[0]))
    after = draw(st.sampled_from([None, steps[-1].part if steps else performed]))
    return Revised(known=known, course=Course(before=learnt, performed=performed, moves=steps, after=after))


@given(st.dictionaries(st.sampled_from("abcdef"), goals()))
def test_the_parts_of_many_add_up_and_so_do_the_shares_of_each(many: dict[str, Revised]):
    found = difference_of_many(many)
    if found.total is None or found.before is None or found.after is None:
        return
    assert gap(total(parts_of(found)), found.total) < SETTLED
    assert gap(EXACT.subtract(found.after, found.before), found.total) < SETTLED
    names = {*found.learnt.courses, *found.change.courses}
    assert gap(total(shares_of(found, name)[0] for name in names), found.revision or Decimal(0)) < SETTLED
    for name in ("performance", "retarget", "composition"):
        shared = total(getattr(shares_of(found, each)[1], name) for each in names)
        assert gap(shared, getattr(found, name)) < SETTLED, name


def parts_of(found: ManyRevised) -> list[Decimal]:
    told = (found.revision, found.performance, found.retarget, found.composition)
    return [each for each in told if each is not None]


def test_progress_is_that_of_the_yardsticks():
    found = told(450_000, 460_000, 480_000, 600_000)
    assert found.after == raw_progress(aiming(600_000), Decimal(480_000))

"""What changed the progress of several goals together?"""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from goals.quantity import EXACT, total
from goals.rollup import Change, Course, Move, Part, Shares, told_apart

CLOSE = Decimal("1E-30")

weights = st.just(Decimal(0)) | st.decimals(min_value=0, max_value=5, places=1)
shares = st.decimals(min_value=0, max_value=1, places=3)
parts = st.builds(lambda weight, clamped: Part(weight=weight, clamped=clamped), weights, shares)
maybe = st.none() | parts


@st.composite
def courses(draw: st.DrawFn) -> dict[str, Course]:
    """Goals that keep their weight while only read, and end where their last move left them."""
    found = {}
    for place in range(draw(st.integers(min_value=1, max_value=5))):
        before = draw(maybe)
        performed = draw(maybe) if before is None else Part(weight=before.weight, clamped=draw(shares))
        moved = [Move(place=each * 10 + place, part=draw(maybe)) for each in range(draw(st.integers(0, 3)))]
        last = moved[-1].part if moved else performed
        began = None if before is not None or performed is None else Part(weight=performed.weight, clamped=draw(shares))
        found[f"goal {place}"] = Course(
            before=before,
            performed=performed,
            moves=tuple(moved),
            after=last,
            began=draw(st.sampled_from([None, began])),
        )
    return found


def part(clamped: str, weight: str = "1") -> Part:
    return Part(weight=Decimal(weight), clamped=Decimal(clamped))


def read(before: str | None, after: str | None) -> Course:
    """A goal whose goalposts stood still."""
    last = None if after is None else part(after)
    return Course(before=None if before is None else part(before), performed=last, after=last)


def figures(change: Change) -> list[Decimal | None]:
    return [change.performance, change.retarget, change.composition, change.total]


def same(one: Decimal, other: Decimal) -> bool:
    return EXACT.abs(EXACT.subtract(one, other)) < CLOSE


@given(courses())
def test_the_parts_add_up_to_the_whole_and_the_goals_to_the_parts(goals: dict[str, Course]) -> None:
    change = told_apart(goals)
    if change.before is None or change.after is None or change.unweighted is not None:
        assert figures(change) == [None] * 4
        return
    assert change.performance is not None
    assert change.retarget is not None
    assert change.composition is not None
    whole = EXACT.subtract(change.after, change.before)
    assert same(total([change.performance, change.retarget, change.composition]), whole)
    each = change.shares.values()
    assert same(total(one.performance for one in each), change.performance)
    assert same(total(one.retarget for one in each), change.retarget)
    assert same(total(one.composition for one in each), change.composition)


@given(courses())
def test_without_a_retarget_none_is_put_down_to_one(goals: dict[str, Course]) -> None:
    unmoved = {
        name: Course(before=one.before, performed=one.performed, after=one.performed) for name, one in goals.items()
    }
    assert told_apart(unmoved).retarget in (None, 0)


def test_the_mean_of_what_each_goal_did_is_what_all_did() -> None:
    eased = Course(
        before=part("0.2"), performed=part("0.3"), moves=(Move(place=7, part=part("0.5")),), after=part("0.5")
    )
    change = told_apart({"eased": eased, "kept": read("0.4", "0.6")})
    assert figures(change) == [Decimal("0.15"), Decimal("0.1"), 0, Decimal("0.25")]
    assert change.shares["eased"] == Shares(performance=Decimal("0.05"), retarget=Decimal("0.1"))


def test_a_goal_that_comes_in_ahead_of_the_others_lifts_them_by_composition_alone() -> None:
    change = told_apart({"old": read("0.4", "0.4"), "new": read(None, "0.8")})
    assert figures(change) == [0, 0, Decimal("0.2"), Decimal("0.2")]
    assert change.shares["new"].composition == Decimal("0.2")


def test_a_goal_that_leaves_behind_the_others_lifts_them_by_composition_alone() -> None:
    change = told_apart({"stays": read("0.8", "0.8"), "leaves": read("0.4", None)})
    assert figures(change) == [0, 0, Decimal("0.2"), Decimal("0.2")]


def test_where_every_goal_was_replaced_all_is_composition() -> None:
    change = told_apart({"old": read("0.4", None), "new": read(None, "0.9")})
    assert figures(change) == [0, 0, Decimal("0.5"), Decimal("0.5")]


def test_what_cannot_be_compared_leaves_and_comes_in_again() -> None:
    swapped = Course(before=part("0.2"), performed=part("0.3"), moves=(Move(place=1, part=None),), after=part("0.9"))
    change = told_apart({"swapped": swapped, "kept": read("0.5", "0.5")})
    assert figures(change) == [0, 0, Decimal("0.35"), Decimal("0.35")]


def test_a_changed_weight_is_a_retarget() -> None:
    heavier = Move(place=1, part=part("1", "3"))
    course = Course(before=part("1"), performed=part("1"), moves=(heavier,), after=heavier.part)
    change = told_apart({"done": course, "begun": read("0", "0")})
    assert figures(change) == [0, Decimal("0.25"), 0, Decimal("0.25")]


def reweighted(*weights: str, clamped: str = "1") -> Course:
    """A goal that stands still while its weight is changed."""
    steps = [part(clamped, weight) for weight in weights]
    moves = tuple(Move(place=place, part=each) for place, each in enumerate(steps[1:], start=1))
    return Course(before=steps[0], performed=steps[0], moves=moves, after=steps[-1])


def test_a_weight_set_to_nothing_is_a_retarget_and_so_is_one_set_from_nothing() -> None:
    gone = told_apart({"done": reweighted("1", "0"), "begun": read("0", "0")})
    assert figures(gone) == [0, Decimal("-0.5"), 0, Decimal("-0.5")]
    assert gone.shares["done"] == Shares(retarget=Decimal("-0.5"))
    come = told_apart({"done": reweighted("0", "1"), "begun": read("0", "0")})
    assert figures(come) == [0, Decimal("0.5"), 0, Decimal("0.5")]
    back = told_apart({"done": reweighted("1", "0", "1"), "begun": read("0", "0")})
    assert figures(back) == [0, 0, 0, 0]


def test_while_nothing_weighs_anything_nothing_is_told_apart_and_it_is_known_after_which_move() -> None:
    change = told_apart({"alone": reweighted("1", "0", "1")})
    assert [change.before, change.after, *figures(change)] == [1, 1, *[None] * 4]
    assert change.unweighted == 1
    left = Course(before=part("0.4"), performed=None, after=None)
    assert told_apart({"left": left, "weighed": reweighted("0", "1")}).unweighted == 0


def test_a_goal_that_never_weighs_anything_changes_nothing() -> None:
    replaced = {"old": read("0.4", None), "new": read(None, "0.9")}
    change = told_apart({**replaced, "light": reweighted("0", "0")})
    assert figures(change) == figures(told_apart(replaced)) == [0, 0, Decimal("0.5"), Decimal("0.5")]
    assert change.shares["light"] == Shares()


def begun(began: str, after: str) -> Course:
    return Course(before=None, performed=part(after), after=part(after), began=part(began))


def test_where_nothing_counted_at_first_those_that_began_are_followed_from_their_beginning() -> None:
    change = told_apart({"one": begun("0", "0.4"), "other": begun("0.1", "0.2"), "moved in": read(None, "0.9")})
    assert (change.has_begun, change.before, change.after) == (True, Decimal("0.05"), Decimal("0.5"))
    assert figures(change) == [Decimal("0.25"), 0, Decimal("0.2"), Decimal("0.45")]


def test_where_some_counted_at_first_those_that_began_later_are_composition() -> None:
    change = told_apart({"old": read("0.4", "0.4"), "new": begun("0", "0.8")})
    assert (change.has_begun, figures(change)) == (False, [0, 0, Decimal("0.2"), Decimal("0.2")])


def test_moves_of_several_goals_are_taken_in_the_order_in_which_they_were_recorded() -> None:
    first = Course(
        before=part("0"), performed=part("0"), moves=(Move(place=2, part=part("0", "3")),), after=part("0", "3")
    )
    second = Course(before=part("0"), performed=part("0"), moves=(Move(place=1, part=part("1")),), after=part("1"))
    change = told_apart({"first": first, "second": second})
    assert change.shares["second"].retarget == Decimal("0.5")
    assert change.shares["first"].retarget == Decimal("-0.25")


def test_where_nothing_counted_at_one_end_nothing_is_told_apart() -> None:
    assert figures(told_apart({"new": read(None, "0.9")})) == [None] * 4
    assert figures(told_apart({})) == [None] * 4

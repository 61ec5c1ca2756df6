from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given

from goals.target import (
    Absolute,
    AtLeast,
    AtMost,
    Bounds,
    Delta,
    FromTo,
    Multiplier,
    Path,
    PercentagePoints,
    Point,
    Range,
    RelativePercent,
    TargetExpression,
    contradiction,
    direction_of,
    express,
    kind_of,
    needs_baseline,
    number,
    path_contradiction,
    resolve,
    stated_baseline,
    tolerance_contradiction,
    unit_contradiction,
)
from goals.vocabulary import Direction, UnitKind
from tests.arithmetic.strategies import amounts, changes, positive

TEN = Decimal(10)
MARCH, JUNE = date(2023, 3, 31), date(2023, 6, 30)
COURSE = Path(points=(Point(on=MARCH, value=Decimal(12)), Point(on=JUNE, value=Decimal(20))))
ALL: list[TargetExpression] = [
    Absolute(value=TEN),
    FromTo(from_=Decimal(4), to=Decimal(8)),
    Delta(by=Decimal(-20)),
    RelativePercent(by=Decimal(15)),
    PercentagePoints(by=Decimal(15)),
    Multiplier(factor=Decimal(2)),
    Range(low=TEN, high=Decimal(15)),
    AtLeast(value=TEN),
    AtMost(value=TEN),
    COURSE,
]


@given(amounts, changes)
def test_resolving_and_saying_again_as_a_difference_agree(baseline: Decimal, by: Decimal) -> None:
    for said in (Delta(by=by), PercentagePoints(by=by)):
        target = number(resolve(said, baseline=baseline))
        assert target is not None
        assert express(kind_of(said), baseline=baseline, target=target) == said


@given(positive, changes)
def test_resolving_and_saying_again_as_a_percentage_or_multiple_agree(baseline: Decimal, by: Decimal) -> None:
    for said in (RelativePercent(by=by), Multiplier(factor=by)):
        target = number(resolve(said, baseline=baseline))
        assert target is not None
        assert express(kind_of(said), baseline=baseline, target=target) == said


@given(amounts.filter(lambda value: value != 0), changes)
def test_a_percentage_of_a_negative_baseline_is_of_its_size(baseline: Decimal, by: Decimal) -> None:
    target = number(resolve(RelativePercent(by=by), baseline=baseline))
    assert target is not None
    assert (target > baseline) is (by > 0)
    assert express("relative_percent", baseline=baseline, target=target) == RelativePercent(by=by)


@given(amounts, amounts)
def test_every_target_can_be_said_as_itself_and_as_from_to(baseline: Decimal, target: Decimal) -> None:
    for kind in ("absolute", "from_to", "delta", "percentage_points"):
        assert resolve(express(kind, baseline=baseline, target=target), baseline=baseline) == target


@given(positive, amounts)
def test_saying_a_target_as_a_percentage_loses_less_than_a_billionth_of_the_baseline(
    baseline: Decimal, target: Decimal
) -> None:
    again = number(resolve(express("relative_percent", baseline=baseline, target=target), baseline=baseline))
    assert again is not None
    assert abs(again - target) <= baseline * Decimal("1E-9") + Decimal("1E-9")


@pytest.mark.parametrize("said", ALL, ids=kind_of)
def test_every_expression_survives_being_stored(said: TargetExpression) -> None:
    stored = msgspec.json.encode(said)
    assert msgspec.json.decode(stored, type=TargetExpression) == said


def test_the_first_number_of_from_to_is_stored_as_from() -> None:
    assert msgspec.json.encode(ALL[1]) == b'{"kind":"from_to","from":"4","to":"8"}'


@pytest.mark.parametrize("said", ALL, ids=kind_of)
def test_a_target_is_pending_exactly_where_it_needs_the_unknown_baseline(said: TargetExpression) -> None:
    assert (resolve(said, baseline=None) is None) is needs_baseline(said)


def test_a_range_comes_to_its_bounds_and_a_path_to_its_last_point() -> None:
    assert resolve(ALL[6], baseline=None) == Bounds(low=TEN, high=Decimal(15))
    assert resolve(COURSE, baseline=TEN) == 20


@pytest.mark.parametrize("baseline", ["0", "-5"])
def test_nothing_is_a_multiple_of_a_baseline_that_is_not_above_zero(baseline: str) -> None:
    with pytest.raises(ValueError, match="above zero"):
        resolve(Multiplier(factor=TEN), baseline=Decimal(baseline))
    with pytest.raises(ValueError, match="above zero"):
        express("multiplier", baseline=Decimal(baseline), target=TEN)


def test_nothing_is_a_percentage_of_zero() -> None:
    with pytest.raises(ValueError, match="baseline of zero"):
        express("relative_percent", baseline=Decimal(0), target=TEN)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (FromTo(from_=Decimal(5), to=TEN), "told from 5, but the baseline is 4"),
        (Range(low=TEN, high=Decimal(9)), "low, 10, is above its high, 9"),
        (Path(points=()), "at least one point"),
        (Path(points=tuple(reversed(COURSE.points))), "not in order"),
        (Path(points=(COURSE.points[0], COURSE.points[0])), "not in order"),
        (Multiplier(factor=Decimal(10**18)), "more than 18 digits"),
    ],
)
def test_what_can_never_be_right_is_refused_with_a_sentence(said: TargetExpression, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        resolve(said, baseline=Decimal(4))


def test_a_range_cannot_be_said_from_one_number() -> None:
    with pytest.raises(ValueError, match="cannot be said as range"):
        express("range", baseline=TEN, target=TEN)


@pytest.mark.parametrize(
    ("said", "baseline", "direction"),
    [
        (Absolute(value=TEN), "4", Direction.INCREASE),
        (Absolute(value=TEN), "40", Direction.DECREASE),
        (Absolute(value=TEN), "10", None),
        (Absolute(value=TEN), None, None),
        (Delta(by=Decimal(-20)), None, Direction.DECREASE),
        (Multiplier(factor=Decimal("0.5")), None, Direction.DECREASE),
        (Multiplier(factor=Decimal(1)), None, None),
        (RelativePercent(by=Decimal(15)), "-40", Direction.INCREASE),
        (RelativePercent(by=Decimal(15)), "0", None),
        (FromTo(from_=Decimal(4), to=Decimal(8)), None, Direction.INCREASE),
        (Range(low=TEN, high=TEN), "4", Direction.MAINTAIN),
        (AtLeast(value=TEN), "40", Direction.AT_LEAST),
        (AtMost(value=TEN), "4", Direction.AT_MOST),
        (COURSE, "4", Direction.INCREASE),
        (COURSE, None, None),
    ],
)
def test_the_direction_follows_from_the_expression_where_it_can(
    said: TargetExpression, baseline: str | None, direction: Direction | None
) -> None:
    assert direction_of(said, baseline=None if baseline is None else Decimal(baseline)) is direction


@pytest.mark.parametrize(
    ("direction", "said", "baseline", "sentence"),
    [
        (
            Direction.INCREASE,
            Absolute(value=TEN),
            "40",
            "The target of a goal to increase is below its baseline.",
        ),
        (
            Direction.DECREASE,
            Absolute(value=TEN),
            "4",
            "The target of a goal to decrease is above its baseline.",
        ),
        (
            Direction.INCREASE,
            Absolute(value=TEN),
            "10",
            "The target of a goal to increase is equal to its baseline.",
        ),
        (
            Direction.DECREASE,
            Delta(by=Decimal(0)),
            None,
            "The target of a goal to decrease is equal to its baseline.",
        ),
        (
            Direction.INCREASE,
            RelativePercent(by=TEN),
            "0",
            "The target of a goal to increase is equal to its baseline.",
        ),
        (
            Direction.INCREASE,
            Range(low=TEN, high=TEN),
            None,
            "A target of kind range does not go with the direction increase.",
        ),
        (
            Direction.MAINTAIN,
            Delta(by=TEN),
            None,
            "A target of kind delta does not go with the direction maintain.",
        ),
        (
            Direction.AT_MOST,
            AtLeast(value=TEN),
            None,
            "A target of kind at_least does not go with the direction at_most.",
        ),
        (Direction.INCREASE, Absolute(value=TEN), None, None),
        (Direction.INCREASE, Delta(by=TEN), None, None),
        (Direction.AT_LEAST, Absolute(value=TEN), "10", None),
        (Direction.AT_MOST, Absolute(value=TEN), "4", None),
        (Direction.MAINTAIN, Absolute(value=TEN), "10", None),
        (Direction.MAINTAIN, Range(low=TEN, high=TEN), None, None),
    ],
)
def test_a_direction_that_contradicts_the_target_is_told_in_a_sentence(
    direction: Direction, said: TargetExpression, baseline: str | None, sentence: str | None
) -> None:
    known = None if baseline is None else Decimal(baseline)
    assert contradiction(direction, said, baseline=known) == sentence


@given(amounts, amounts)
def test_the_direction_that_follows_never_contradicts(baseline: Decimal, target: Decimal) -> None:
    said = Absolute(value=target)
    direction = direction_of(said, baseline=baseline)
    if direction is None:
        assert baseline == target
    else:
        assert contradiction(direction, said, baseline=baseline) is None


def test_percentage_points_are_for_percentages() -> None:
    said = PercentagePoints(by=TEN)
    assert unit_contradiction(said, unit_kind=UnitKind.PERCENT) is None
    assert unit_contradiction(said, unit_kind=UnitKind.COUNT) is not None
    assert unit_contradiction(RelativePercent(by=TEN), unit_kind=UnitKind.COUNT) is None


def test_a_range_without_width_needs_a_tolerance_above_zero() -> None:
    point, wide = Range(low=TEN, high=TEN), Range(low=TEN, high=Decimal(15))
    assert tolerance_contradiction(Direction.MAINTAIN, point, tolerance=None) is not None
    assert tolerance_contradiction(Direction.MAINTAIN, wide, tolerance=Decimal(0)) is not None
    assert tolerance_contradiction(Direction.MAINTAIN, point, tolerance=Decimal(1)) is None
    assert tolerance_contradiction(Direction.MAINTAIN, wide, tolerance=None) is None
    assert tolerance_contradiction(Direction.INCREASE, Absolute(value=TEN), tolerance=None) is None


def test_a_path_stays_in_its_window_and_ends_on_the_last_day() -> None:
    assert path_contradiction(COURSE, start=date(2023, 1, 1), end=JUNE) is None
    assert path_contradiction(COURSE, start=date(2023, 4, 1), end=JUNE) is not None
    assert path_contradiction(COURSE, start=date(2023, 1, 1), end=date(2023, 7, 1)) is not None
    assert path_contradiction(Absolute(value=TEN), start=JUNE, end=JUNE) is None


def test_only_from_to_states_the_baseline() -> None:
    assert [stated_baseline(said) for said in ALL if stated_baseline(said) is not None] == [4]

"""Which values jump further than their KPI ever did?"""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from goals.plausibility import Steps

VALUES = st.lists(st.integers(-(10**6), 10**6).map(Decimal), max_size=20)


def steps(*earlier: int) -> Steps:
    return Steps([Decimal(value) for value in earlier])


def test_more_than_three_times_the_largest_step_is_a_jump():
    assert steps(10, 12, 11, 13).jump(Decimal(19)) is None
    assert steps(10, 12, 11, 13).jump(Decimal("19.01")) == (Decimal("6.01"), Decimal(2))


def test_a_fall_is_a_jump_as_a_rise_is():
    assert steps(10, 12, 11, 13).jump(Decimal(6)) == (Decimal(7), Decimal(2))


def test_two_steps_are_too_few_to_tell():
    assert steps(10, 12, 11).jump(Decimal(1000)) is None


def test_the_first_value_of_all_is_no_jump():
    assert steps().jump(Decimal(1000)) is None


def test_what_never_moved_tells_nothing_of_how_far_it_may():
    assert steps(5, 5, 5, 5, 5).jump(Decimal(6)) is None


def test_only_the_last_twelve_steps_count():
    assert steps(0, 100, *range(101, 113)).jump(Decimal(117)) == (Decimal(5), Decimal(1))


def test_a_jump_is_a_step_for_what_comes_after_it():
    walked = steps(10, 12, 11, 13)
    assert walked.jump(Decimal(100)) is not None
    assert walked.jump(Decimal(13)) is None


@given(VALUES, st.integers(-(10**6), 10**6).map(Decimal))
def test_a_jump_is_beyond_three_times_every_one_of_the_last_steps(earlier: list[Decimal], value: Decimal):
    jump = Steps(earlier).jump(value)
    sizes = [abs(a - b) for a, b in pairwise(earlier)][-12:]
    expected = len(sizes) >= 3 and max(sizes) > 0 and abs(value - earlier[-1]) > 3 * max(sizes)
    assert (jump is not None) is expected

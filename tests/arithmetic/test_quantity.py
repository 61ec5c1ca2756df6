from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.quantity import clamp, order_key, parse, places, plain, quotient, ratio, resolved, total
from tests.arithmetic.strategies import any_amounts

LONGEST = "999999999999999999.999999999"


@given(any_amounts)
def test_what_is_written_plainly_is_read_as_the_same_number(value: Decimal) -> None:
    assert parse(plain(value)) == value


@given(st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1))
def test_whole_numbers_are_read_as_they_are(value: int) -> None:
    assert parse(value) == value


@given(any_amounts, any_amounts)
def test_keys_are_ordered_as_their_numbers_are(one: Decimal, other: Decimal) -> None:
    assert (order_key(one) < order_key(other)) is (one < other)
    assert (order_key(one) == order_key(other)) is (one == other)


@given(any_amounts)
def test_a_key_is_always_28_digits(value: Decimal) -> None:
    key = order_key(value)
    assert len(key) == 28
    assert key.isdigit()


def test_a_number_too_long_to_be_kept_has_no_key() -> None:
    for value in (Decimal(10**18), Decimal("0.0000000001")):
        with pytest.raises(ValueError, match="more than 18 digits"):
            order_key(value)


@pytest.mark.parametrize(
    "text",
    [
        "", " 1", "1 ", "1\n", "+1", "1.", ".5", "1e3", "1E+1000000", "NaN", "Infinity", "-", "0x1", "1_000",
        "1,5", "١", "1" * 19, "9" * 29, "0." + "1" * 10, "-" * 1000,
    ],
)  # fmt: skip
def test_anything_but_plain_notation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a plain decimal number"):
        parse(text)


def test_a_truth_value_is_not_a_number() -> None:
    with pytest.raises(ValueError, match="not a plain decimal number"):
        parse(True)


def test_the_longest_number_is_read_to_its_last_digit() -> None:
    assert plain(parse(LONGEST)) == LONGEST
    assert plain(parse("-" + LONGEST)) == "-" + LONGEST


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1E+3", "1000"),
        ("4.500", "4.5"),
        ("-0.00", "0"),
        ("0", "0"),
        ("-0.10", "-0.1"),
        ("1E-9", "0.000000001"),
    ],
)
def test_plain_notation_has_no_exponent_trailing_zero_or_signed_zero(value: str, written: str) -> None:
    assert plain(Decimal(value)) == written


@pytest.mark.parametrize(("value", "needed"), [("100", 0), ("1E+2", 0), ("1.50", 1), ("0.000", 0), ("-1.25", 2)])
def test_trailing_zeros_need_no_places(value: str, needed: int) -> None:
    assert places(Decimal(value)) == needed


def test_halves_of_the_ninth_place_round_to_even() -> None:
    assert plain(resolved(Decimal("0.0000000005"))) == "0"
    assert plain(resolved(Decimal("0.0000000015"))) == "0.000000002"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0.00005", "0.0000"),
        ("0.00015", "0.0002"),
        ("-0.00001", "0.0000"),
        ("1", "1.0000"),
        ("-0.2", "-0.2000"),
    ],
)
def test_ratios_have_four_places_and_zero_has_no_sign(value: str, shown: str) -> None:
    assert ratio(Decimal(value)) == shown


@given(any_amounts)
def test_clamping_keeps_to_zero_and_one(value: Decimal) -> None:
    assert 0 <= clamp(value) <= 1
    assert clamp(value) == value or not 0 <= value <= 1


@given(any_amounts, st.integers(min_value=1, max_value=10**6))
def test_a_part_taken_as_often_as_it_was_divided_is_the_whole(whole: Decimal, parts: int) -> None:
    part = quotient(whole, Decimal(parts))
    assert resolved(part * parts) == whole or abs(part * parts - whole) < Decimal("1E-9")


def test_a_sum_of_nothing_is_zero() -> None:
    assert total([]) == 0

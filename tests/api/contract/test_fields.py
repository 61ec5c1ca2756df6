"""What a field accepts, and what it becomes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from openapi_schema_validator import OAS31Validator

from api.contract import fields
from api.contract.bodies import parse_json
from api.contract.faults import faults_of
from api.contract.schemas import Request
from goals.quantity import plain


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Inner(Request):
    kind = fields.Word("inner")
    size = fields.Choice(Size, required=True)


class Other(Request):
    kind = fields.Word("other")


class Start(Request):
    start = fields.Date(required=True)
    end = fields.Date(required=True)


class Period(Request):
    period = fields.Line(required=True)


class Body(Request):
    amount = fields.Decimal()
    day = fields.Date()
    at = fields.Instant()
    id = fields.Id()
    line = fields.Line(most=5)
    flag = fields.Flag()
    whole = fields.Whole(least=1, most=10)
    many = fields.Many(fields.Decimal(), most=2)
    inner = fields.Nested(Inner())
    shape = fields.Shapes([Inner(), Other()], said="inner, other")
    window = fields.Shapes([Start(), Period()], said="start and end, or period")


BODY = Body()


def loaded(**sent: Any) -> Any:
    (value,) = BODY.load(sent).values()
    return value


def code(**sent: Any) -> tuple[str, str]:
    with pytest.raises(ValidationError) as raised:
        BODY.load(sent)
    (fault,) = faults_of(raised.value)
    return fault.pointer, fault.code


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**17), max_value=10**17))
def test_every_decimal_is_loaded_exactly(value: Decimal):
    assert loaded(amount=plain(value)) == value


@pytest.mark.parametrize(
    "written, value",
    [("1.50", "1.5"), ("1e2", "100"), ("15E-1", "1.5"), ("-0.0", "0"), ("3", "3"), ("1.5000000000000", "1.5")],
)
def test_a_json_number_is_taken_where_it_converts_exactly(written: str, value: str):
    assert loaded(**parse_json(f'{{"amount": {written}}}'.encode())) == Decimal(value)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "NaN",
            "Infinity",
            "-Infinity",
            "1E+1000000",
            "1e-10",
            "0.0000000001",
            "9" * 29,
            "1e18",
            "-1000000000000000000",
        ),
        *('"1E+1000000"', '"NaN"', '" 1"', '"1.0000000000"', f'"{"9" * 29}"', '""', '"1,5"', '"٣"'),
        *("true", "null", "[]", "{}"),
    ],
)
def test_what_is_no_plain_number_of_18_and_9_digits_is_refused(written: str):
    pointer, _ = code(**parse_json(f'{{"amount": {written}}}'.encode()))
    assert pointer == "/amount"


def test_a_day_is_a_day_of_the_calendar():
    assert loaded(day="2024-02-29") == date(2024, 2, 29)
    assert code(day="2023-02-31") == ("/day", "no-such-day")
    assert code(day="2023-2-1") == ("/day", "not-a-date")
    assert code(day=20230201) == ("/day", "not-a-date")


def test_an_instant_is_brought_to_utc():
    assert loaded(at="2023-01-01t01:00:00.5+02:00") == datetime(2022, 12, 31, 23, 0, 0, 500_000, UTC)


def test_an_id_is_made_canonical():
    assert loaded(id="019B7C52-0D3C-7E1A-8A52-5F6C1D2E3F40") == "019b7c52-0d3c-7e1a-8a52-5f6c1d2e3f40"
    assert code(id="019b7c520d3c7e1a8a525f6c1d2e3f40") == ("/id", "not-an-id")


def test_a_line_is_storable_text_of_its_length():
    assert loaded(line="été") == "été"
    assert code(line="") == ("/line", "wrong-length")
    assert code(line="abcdef") == ("/line", "wrong-length")
    assert code(line="a\0") == ("/line", "not-text")
    assert code(line=1) == ("/line", "wrong-type")


def test_a_flag_is_true_or_false_and_no_number():
    assert loaded(flag=False) is False
    assert code(flag=1) == ("/flag", "wrong-type")


def test_a_whole_number_is_whole_and_in_its_bounds():
    assert loaded(whole=Decimal("5.0")) == 5
    assert code(whole=Decimal("5.5")) == ("/whole", "wrong-type")
    assert code(whole=0) == ("/whole", "out-of-range")
    assert code(whole=True) == ("/whole", "wrong-type")
    assert code(whole=Decimal("Infinity")) == ("/whole", "wrong-type")
    assert code(whole=Decimal("-Infinity")) == ("/whole", "wrong-type")
    assert code(whole=Decimal("NaN")) == ("/whole", "wrong-type")


def test_what_is_wrong_inside_is_pointed_at():
    assert code(many=["1", "x"]) == ("/many/1", "not-a-decimal")
    assert code(many=["1", "1", "1"]) == ("/many", "wrong-length")
    assert code(inner={"kind": "inner", "size": "huge"}) == ("/inner/size", "unknown-word")
    assert code(inner=[]) == ("/inner", "wrong-type")


def test_a_shape_is_told_by_its_word():
    assert loaded(shape={"kind": "inner", "size": "small"}) == {"kind": "inner", "size": Size.SMALL}
    assert code(shape={"kind": "inner", "size": "huge"}) == ("/shape/size", "unknown-word")
    assert code(shape={"kind": "neither"}) == ("/shape", "unknown-shape")


def test_a_shape_without_a_word_is_told_by_its_members():
    assert loaded(window={"period": "2023-Q1"}) == {"period": "2023-Q1"}
    assert code(window={"start": "2023-01-01", "end": "2023-02-31"}) == ("/window/end", "no-such-day")
    assert code(window={"start": "2023-01-01"}) == ("/window", "unknown-shape")


BLANK = [" ", "  ", "\t", "\n", "\u00a0", "\u200b", "\u200b \ufeff", "\u2060\u00ad", "\u3000", "\u2800"]
VISIBLE = ["a", " a ", "\u200ba", "é", "\U0001f600", "👩\u200d🚀", ".", "ا", "\u0301"]


@pytest.mark.parametrize("field", [fields.Line(), fields.Text()], ids=["line", "text"])
def test_blank_text_is_no_text_and_the_rest_stays_as_it_was_sent(field: fields.Field):
    for blank in BLANK:
        with pytest.raises(ValidationError) as raised:
            field.deserialize(blank)
        assert faults_of(raised.value)[0].code == "blank", ascii(blank)
    for visible in VISIBLE:
        assert field.deserialize(visible) == visible


def test_a_least_length_counts_from_the_first_visible_character_to_the_last():
    reason = fields.Text(least=5)
    assert reason.deserialize("  a b c \u200b") == "  a b c \u200b"
    for short in ("  a b  ", "abcd\u200b", "\t\tabcd"):
        with pytest.raises(ValidationError) as raised:
            reason.deserialize(short)
        assert faults_of(raised.value)[0].code == "wrong-length"


@given(
    st.text(st.sampled_from("a\u00e9 \t\n\u00a0\u200b\u200d\ufeff\u2003\x1c\x85\0\U0001f600"), max_size=12),
    st.integers(0, 5),
)
def test_json_schema_says_of_text_what_is_taken(value: str, least: int):
    form = fields.Line(least=least, most=10).form
    schema = {"pattern": form["pattern"], "minLength": form["minLength"], "maxLength": form["maxLength"]}
    try:
        fields.words(value, least=least, most=10)
        is_taken = True
    except ValidationError:
        is_taken = False
    assert OAS31Validator(schema).is_valid(value) == is_taken

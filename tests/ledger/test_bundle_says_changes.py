"""The verifier, which knows none of the rules' code, tells of two definitions what the trail tells of them."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from goals import target
from goals.goal.definition import Definition
from goals.quantity import plain
from goals.vocabulary import Anchor, BaselineState, Direction
from goals.window import AuthoredWindow, Window
from projections.changes import changes as told
from projections.ledger.verifier import cells, definitions

NUMBERS = st.sampled_from(["0", "1", "1.0", "1E+1", "10", "-2.50", "-2.5", "123456789012345678.000000001", "0E-9"])
VALUES = NUMBERS.map(Decimal)
DAYS = st.sampled_from([date(2023, 1, 1), date(2023, 12, 31)])
ZONES = st.sampled_from(["UTC", "Asia/Tokyo"])
TARGETS = st.one_of(
    st.builds(target.Absolute, value=VALUES),
    st.builds(target.FromTo, from_=VALUES, to=VALUES),
    st.builds(target.RelativePercent, by=VALUES),
    st.builds(target.Multiplier, factor=VALUES),
    st.builds(target.Range, low=VALUES, high=VALUES),
    st.builds(target.AtLeast, value=VALUES),
    st.builds(target.Path, points=st.tuples(st.builds(target.Point, on=DAYS, value=VALUES))),
)
DEFINITIONS = st.builds(
    Definition,
    kpi_id=st.sampled_from([None, "a", "b"]),
    series=st.sampled_from([None, 1, 2]),
    direction=st.sampled_from([None, *Direction][:3]),
    baseline=st.builds(
        target.Baseline,
        state=st.sampled_from([*BaselineState]),
        value=st.none() | VALUES,
        observed_on=st.none() | DAYS,
        source=st.sampled_from([None, "1.0", "1", '=1 "é"\n\u2028\x7f']),
    )
    | st.just(Definition().baseline),
    target=st.none() | TARGETS,
    resolved=st.none() | VALUES | st.builds(target.Bounds, low=VALUES, high=VALUES),
    levels=st.none() | st.builds(target.Levels, commit=st.none() | VALUES, stretch=st.none() | VALUES),
    tolerance=st.none() | VALUES,
    window=st.none() | st.builds(AuthoredWindow, start=DAYS, anchor=st.sampled_from([None, *Anchor]), tz=ZONES),
    span=st.none() | st.builds(Window, start=DAYS, end=DAYS, tz=ZONES),
    weight=VALUES | st.just(Definition().weight),
)
_encoder = msgspec.json.Encoder(decimal_format="string", uuid_format="canonical")


def stored(definition: Definition) -> Any:
    return json.loads(_encoder.encode(definition))


@given(DEFINITIONS, DEFINITIONS, st.sets(st.sampled_from(Definition.__struct_fields__)))
def test_what_changed_is_told_alike(before: Definition, after: Definition, kept: set[str]):
    after = msgspec.structs.replace(after, **{name: getattr(before, name) for name in kept})
    found = definitions.changes(stored(before), stored(after))
    wanted = told(msgspec.json.decode(_encoder.encode(before), type=Definition), after)
    assert [each._asdict() for each in found] == json.loads(msgspec.json.encode(wanted))


@given(VALUES)
def test_a_number_is_written_alike(value: Decimal):
    assert cells.plain(str(value)) == plain(value)

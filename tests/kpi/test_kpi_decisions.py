"""What is decided about KPIs."""

from typing import Any

import pytest
from msgspec.structs import replace

from goals.identity import new_id
from goals.kpi.commands import DefineKpi, EditKpi, RedefineKpi, RetireKpi
from goals.kpi.errors import (
    KpiCannotBe,
    KpiExists,
    KpiIsRetired,
    KpiKeyCannotBe,
    KpiKeyTaken,
    KpiReasonTooShort,
)
from goals.kpi.facts import KpiDefined, KpiEdited, KpiRedefined, KpiRetired, Measure
from goals.vocabulary import Aggregation, Cadence, UnitKind, ValueKind
from tests.workspace.acting import Acting, acting

MRR, NPS = new_id(), new_id()
WHY = "whole dollars are enough"
MONEY = Measure(
    unit="USD",
    unit_kind=UnitKind.CURRENCY,
    currency="USD",
    scale=2,
    value_kind=ValueKind.LEVEL,
    aggregation=Aggregation.LAST,
    cadence=Cadence.MONTH,
)


@pytest.fixture
def here() -> Acting:
    return acting()


def define(kpi_id: str = MRR, **more: Any) -> DefineKpi:
    said: dict[str, Any] = {"kpi_id": kpi_id, "key": "mrr", "name": "Revenue", "measure": MONEY}
    return DefineKpi(**said | more)


def redefine(**changes: Any) -> RedefineKpi:
    return RedefineKpi(**{"kpi_id": MRR, "reason": WHY} | changes)


def test_a_kpi_is_defined_with_all_it_is_measured_by(here: Acting):
    assert here.when(define(description="per month")) == [
        KpiDefined(key="mrr", name="Revenue", measure=MONEY, description="per month")
    ]


def test_a_kpi_is_defined_once(here: Acting):
    here.given(define())
    with pytest.raises(KpiExists):
        here.when(define())


def test_a_key_belongs_to_one_kpi(here: Acting):
    here.given(define(MRR))
    with pytest.raises(KpiKeyTaken) as refusal:
        here.when(define(NPS))
    assert refusal.value.pointer == "/key"
    assert MRR in refusal.value.message


def test_a_retired_kpi_keeps_its_key(here: Acting):
    here.given(define(MRR), RetireKpi(kpi_id=MRR))
    with pytest.raises(KpiKeyTaken):
        here.when(define(NPS))


@pytest.mark.parametrize("key", ["", "MRR", ".mrr", "-mrr", "m rr", "é", "m" * 65, "mrr\n"])
def test_a_key_is_short_and_plain(here: Acting, key: str):
    with pytest.raises(KpiKeyCannotBe) as refusal:
        here.when(define(key=key))
    assert refusal.value.pointer == "/key"


@pytest.mark.parametrize("key", ["m", "0", "a.b-c_d", "m" * 64])
def test_keys_of_letters_digits_and_joints_are_taken(here: Acting, key: str):
    assert len(here.when(define(key=key))) == 1


@pytest.mark.parametrize(
    ("measure", "pointer"),
    [
        (replace(MONEY, scale=7), "/scale"),
        (replace(MONEY, scale=-1), "/scale"),
        (replace(MONEY, unit=" "), "/unit"),
        (replace(MONEY, currency=None), "/currency"),
        (replace(MONEY, currency="usd"), "/currency"),
        (replace(MONEY, currency="DEM"), "/currency"),
        (replace(MONEY, unit_kind=UnitKind.COUNT), "/currency"),
    ],
)
def test_an_impossible_measure_is_refused_at_its_pointer(here: Acting, measure: Measure, pointer: str):
    with pytest.raises(KpiCannotBe) as refusal:
        here.when(define(measure=measure))
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]


def test_all_that_is_wrong_with_a_measure_is_said_at_once(here: Acting):
    with pytest.raises(KpiCannotBe) as refusal:
        here.when(define(measure=replace(MONEY, scale=7, currency=None)))
    assert [fault.pointer for fault in refusal.value.faults] == ["/currency", "/scale"]


@pytest.mark.parametrize("scale", [0, 6])
def test_a_scale_reaches_from_none_to_six_decimals(here: Acting, scale: int):
    assert len(here.when(define(measure=replace(MONEY, scale=scale)))) == 1


def test_an_edited_name_keeps_the_description(here: Acting):
    here.given(define(description="per month"))
    edit = EditKpi(kpi_id=MRR, name="MRR")
    assert here.when(edit) == [KpiEdited(name="MRR", description="per month")]
    assert here.when(edit) == []


def test_a_redefinition_begins_the_next_series(here: Acting):
    here.given(define())
    assert here.when(redefine(scale=0)) == [KpiRedefined(measure=replace(MONEY, scale=0), series=2, reason=WHY)]
    assert here.when(redefine(scale=1)) == [KpiRedefined(measure=replace(MONEY, scale=1), series=3, reason=WHY)]


def test_a_redefinition_to_the_same_records_nothing(here: Acting):
    here.given(define())
    assert here.when(redefine(scale=2, cadence=Cadence.MONTH)) == []
    assert here.when(redefine()) == []


def test_a_kpi_that_is_money_no_more_loses_its_currency(here: Acting):
    here.given(define())
    assert here.when(redefine(unit="articles", unit_kind=UnitKind.COUNT)) == [
        KpiRedefined(
            measure=replace(MONEY, unit="articles", unit_kind=UnitKind.COUNT, currency=None),
            series=2,
            reason=WHY,
        )
    ]


def test_a_cadence_is_removed_by_null(here: Acting):
    here.given(define())
    assert here.when(redefine(cadence=None)) == [
        KpiRedefined(measure=replace(MONEY, cadence=None), series=2, reason=WHY)
    ]


def test_an_impossible_redefinition_is_refused_at_its_pointer(here: Acting):
    here.given(define())
    with pytest.raises(KpiCannotBe) as refusal:
        here.when(redefine(scale=7))
    assert [fault.pointer for fault in refusal.value.faults] == ["/scale"]


@pytest.mark.parametrize("reason", ["", " " * 12, "too short"])
def test_a_redefinition_needs_a_reason_of_ten_characters(here: Acting, reason: str):
    here.given(define())
    with pytest.raises(KpiReasonTooShort) as refusal:
        here.when(redefine(scale=0, reason=reason))
    assert refusal.value.pointer == "/reason"


def test_a_kpi_is_retired_once(here: Acting):
    here.given(define())
    retire = RetireKpi(kpi_id=MRR, reason="nobody asks")
    assert here.when(retire) == [KpiRetired(reason="nobody asks")]
    assert here.when(retire) == []


@pytest.mark.parametrize("command", [EditKpi(kpi_id=MRR, name="MRR"), redefine(scale=0)])
def test_a_retired_kpi_is_not_changed(here: Acting, command: EditKpi | RedefineKpi):
    here.given(define(), RetireKpi(kpi_id=MRR))
    with pytest.raises(KpiIsRetired):
        here.when(command)

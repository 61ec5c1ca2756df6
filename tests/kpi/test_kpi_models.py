"""What a KPI's facts come to in its answers."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from goals.kpi.facts import KpiDefined, KpiEdited, KpiRedefined, KpiRetired, Measure
from goals.sealing import Sealed
from goals.vocabulary import Aggregation, UnitKind, ValueKind
from projections import kpis
from projections.answers import kpis as answers
from projections.listing import Wanted
from tests.workspace.telling import WORKSPACE, Told, telling

MRR = "0190a0a0-0000-7000-8000-00000000000a"
NPS = "0190a0a0-0000-7000-8000-00000000000b"
MONEY = Measure(
    unit="USD",
    unit_kind=UnitKind.CURRENCY,
    currency="USD",
    scale=2,
    value_kind=ValueKind.LEVEL,
    aggregation=Aggregation.LAST,
)
POINTS = Measure(unit="points", unit_kind=UnitKind.INDEX, value_kind=ValueKind.LEVEL, aggregation=Aggregation.AVG)
DEFINED = KpiDefined(key="mrr", name="Monthly recurring revenue", measure=MONEY)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def keys(told: Told, wanted: Wanted, *, position: int | None = None) -> list[str]:
    with told.asking(position) as asking:
        return [item["key"] for item in answers.listed(asking, wanted)[0]]


def test_a_kpi_says_how_it_is_measured(told: Told):
    told.tell(MRR, DEFINED)
    with told.asking() as asking:
        answer = answers.answer(asking, MRR)
    assert answer is not None
    assert (answer["key"], answer["unit"], answer["currency"], answer["scale"]) == ("mrr", "USD", "USD", 2)
    assert (answer["series"], answer["version"], answer["retired"]) == (1, 1, False)


def test_a_kpi_nobody_defined_is_not_there(told: Told):
    with told.asking() as asking:
        assert answers.answer(asking, MRR) is None


def test_a_kpi_is_not_there_before_it_was_defined(told: Told):
    told.tell(NPS, KpiDefined(key="nps", name="Promoters", measure=POINTS))
    told.tell(MRR, DEFINED)
    with told.asking(1) as asking:
        assert answers.answer(asking, MRR) is None


def test_both_series_of_a_redefined_kpi_stay_readable(told: Told):
    cents = replace(MONEY, scale=0)
    told.tell(MRR, DEFINED, KpiRedefined(measure=cents, series=2, reason="whole dollars are enough"))
    with told.asking() as asking:
        answer = answers.answer(asking, MRR)
        assert kpis.measure_at(asking.rows, WORKSPACE, MRR, 1, asking.position) == MONEY
        assert kpis.measure_at(asking.rows, WORKSPACE, MRR, 2, asking.position) == cents
        assert kpis.measure_at(asking.rows, WORKSPACE, MRR, 2, 1) is None, "it was not redefined yet"
    assert answer is not None
    assert [(each["series"], each["scale"], each["reason"]) for each in answer["history"]] == [
        (1, 2, None),
        (2, 0, "whole dollars are enough"),
    ]


def test_at_an_earlier_position_a_kpi_is_measured_as_it_was_then(told: Told):
    told.tell(MRR, DEFINED, KpiRedefined(measure=POINTS, series=2, reason="points say more"))
    with told.asking() as asking:
        then = kpis.kpi_at(asking.rows, WORKSPACE, MRR, 1)
        now = kpis.kpi_at(asking.rows, WORKSPACE, MRR, 2)
    assert then is not None
    assert now is not None
    assert (then.measure, then.series, now.measure, now.series) == (MONEY, 1, POINTS, 2)


def test_an_edited_kpi_is_called_otherwise_and_measured_the_same(told: Told):
    told.tell(MRR, DEFINED, KpiEdited(name="Revenue", description="per month"))
    with told.asking() as asking:
        answer = answers.answer(asking, MRR)
    assert answer is not None
    assert (answer["name"], answer["description"], answer["unit"]) == ("Revenue", "per month", "USD")


def test_a_retired_kpi_says_since_when_and_why(told: Told):
    told.tell(MRR, DEFINED, KpiRetired(reason="nobody asks"))
    with told.asking() as asking:
        answer = answers.answer(asking, MRR)
    assert answer is not None
    assert (answer["retired"], answer["retired_at"], answer["retired_for"]) == (
        True,
        "2023-01-02T09:00:00.000000Z",
        "nobody asks",
    )


def test_the_list_can_be_filtered_by_key_unit_and_whether_it_is_retired(told: Told):
    told.tell(MRR, DEFINED, KpiRetired())
    told.tell(NPS, KpiDefined(key="nps", name="Promoters", measure=POINTS))
    assert keys(told, Wanted({"key": "nps"})) == ["nps"]
    assert keys(told, Wanted({"unit_kind": "currency"})) == ["mrr"]
    assert keys(told, Wanted({"retired": 0})) == ["nps"]
    assert keys(told, Wanted({})) == ["mrr", "nps"]


def test_the_list_of_an_earlier_position_is_as_it_was(told: Told):
    told.tell(MRR, DEFINED, KpiRetired())
    told.tell(NPS, KpiDefined(key="nps", name="Promoters", measure=POINTS))
    assert keys(told, Wanted({"retired": 0}), position=1) == ["mrr"]
    assert keys(told, Wanted({}), position=2) == ["mrr"]


def test_pages_follow_one_another_without_gap_or_repetition_in_every_order(told: Told):
    names = ["b", "A", "c", "a", "B"]
    for n, name in enumerate(names):
        kpi_id = f"0190a0a0-0000-7000-8000-0000000001{n:02}"
        told.tell(kpi_id, KpiDefined(key=f"k{n}", name=name, measure=MONEY))
    for order, expected in (
        ([("name", False)], ["A", "a", "b", "B", "c"]),
        ([("name", True)], ["c", "b", "B", "A", "a"]),
        ([("name", False), ("key", True)], ["a", "A", "B", "b", "c"]),
        ([("defined_at", True)], ["B", "a", "c", "A", "b"]),
    ):
        assert _paged(told, order) == expected


def _paged(told: Told, order: list[tuple[str, bool]]) -> list[str]:
    seen: list[str] = []
    after = None
    with told.asking() as asking:
        while True:
            items, found = answers.listed(asking, Wanted({}, order, after, limit=2))
            seen += [item["name"] for item in items]
            after = found.after
            if after is None:
                return seen


def test_a_sealed_name_is_neither_stored_nor_sorted_by_its_letters(told: Told):
    sealed = Sealed(subject="ana", nonce=b"0" * 12, ciphertext=b"x" * 20)
    told.tell(MRR, KpiDefined(key="mrr", name=sealed, measure=MONEY))
    told.tell(NPS, KpiDefined(key="nps", name="Promoters", measure=POINTS))
    assert keys(told, Wanted({}, [("name", False)])) == ["mrr", "nps"]
    with told.asking() as asking:
        answer = answers.answer(asking, MRR)
    assert answer is not None
    assert answer["name"] == "[sealed]"

"""The figures of the trail are those that the verifier comes to by itself, whatever was told; and others are named."""

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings

from api.schemas.trail_sheet import TRAIL
from goals.vocabulary import WorkspaceKind
from projections.ledger.verifier.columns import COLUMNS, FIGURED
from projections.ledger.verifier.figuring import Figuring
from projections.ledger.verifier.moved import RETARGETED
from projections.ledger.verifier.observing import Stored
from projections.ledger.verifier.surroundings import KPI
from tests.api.client import Api, opened
from tests.invariants.looking import events_of
from tests.ledger.unpacked import Unpacked
from tests.oracle.histories import histories
from tests.oracle.telling import Telling
from tests.oracle.told_always import MISTAKEN, SOFTENED
from tests.soak import scale

MOST_ITEMS = 1_000
NAMES = Stored._fields[:5]
numbers = count()
Row = tuple[str, ...]


def stored(events: Iterable[Mapping[str, Any]]) -> list[Stored]:
    return [Stored._make([*(each[name] for name in NAMES), bytes(each["state"]).decode(), b""]) for each in events]


def trail_of(api: Api) -> dict[int, list[Row]]:
    """As it would stand in the CSV, by position."""
    items = api.get(f"/v1/trail?limit={MOST_ITEMS}").json["items"]
    return {
        item["position"]: [tuple("" if cell is None else str(cell) for cell in row) for row in TRAIL.rows(item)]
        for item in items
    }


def judged(events: Iterable[Stored], rows: Mapping[int, list[Row]], *, whole: bool = True) -> list[tuple[int, str]]:
    """What is wrong with the trail, by the events."""
    figuring = Figuring(whole=whole)
    for event in events:
        if event.topic in KPI:
            figuring.measured(event)
        elif event.topic == RETARGETED:
            figuring.moved(event, json.loads(event.state)["fact"], rows[event.position])
    return list(figuring.judged())


@settings(
    max_examples=scale(5, 1_000),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(history=histories())
@example(history=MISTAKEN)
@example(history=SOFTENED)
def test_no_figure_of_a_trail_is_called_wrong(app: Flask, history: dict[str, Any]):
    api = opened(app, name=f"history-{next(numbers)}", kind=WorkspaceKind.TEST)
    Telling(api, api.as_role("approver")).tell(history)
    events, rows = stored(events_of(api.doors.settings.database_url, api.workspace_id)), trail_of(api)
    assert (judged(events, rows), judged(events, rows, whole=False)) == ([], [])


class Told:
    """A bundle's events, and the rows of its trail by position; both may be changed."""

    def __init__(self, path: Path) -> None:
        unpacked = Unpacked(path)
        lines = unpacked.lines("events")
        self.events = stored([{**each, "state": each["state"].encode()} for each in lines])
        self.rows: dict[int, list[Row]] = {}
        for row in unpacked.rows():
            self.rows.setdefault(int(row["position"]), []).append(tuple(row.values()))

    def change(self, name: str, new: Callable[[str], str]) -> list[int]:
        """A column of all rows. The positions at which it is another now."""
        at, before = COLUMNS.index(name), self.rows
        self.rows = {
            position: [(*row[:at], new(row[at]), *row[at + 1 :]) for row in rows] for position, rows in before.items()
        }
        return [position for position, rows in before.items() if rows != self.rows[position]]


@pytest.fixture
def told(honest: Mapping[str, Path]) -> Told:
    return Told(honest["all"])


def by_one(figure: str) -> str:
    """Another figure of the same form."""
    return "" if figure == "" else str(int(figure) + 1) if "." not in figure else f"{float(figure) + 0.0002:.4f}"


def test_who_calls_what_was_eased_harder_is_found_out_at_each_retarget(told: Told):
    changed = told.change("effect", lambda effect: {"easier": "harder"}.get(effect, effect))
    found = judged(told.events, told.rows)
    assert [position for position, _ in found] == changed
    assert len(changed) > 10
    assert found[0][1] == "effect is 'harder'; by the event and what else the row says it is 'easier'."


def test_who_exports_a_part_cannot_call_it_harder_either(told: Told):
    changed = told.change("effect", lambda effect: {"easier": "harder"}.get(effect, effect))
    assert [position for position, _ in judged(told.events, told.rows, whole=False)] == changed


@pytest.mark.parametrize("name", [name for name in FIGURED if name not in ("effect", "magnitude")])
def test_a_figure_that_is_another_is_named(told: Told, name: str):
    changed = told.change(name, by_one)
    found = judged(told.events, told.rows)
    assert len(changed) > 10
    assert {position for position, said in found if said.startswith(f"{name} is ")} == {*changed}


def test_a_ratio_that_was_turned_around_is_named_with_its_effect_or_without(told: Told):
    told.change("effect", lambda effect: {"easier": "harder"}.get(effect, effect))
    changed = told.change("ratio", lambda ratio: ratio and f"{1 / float(ratio):.4f}" if float(ratio or 1) else ratio)
    for whole in (True, False):
        found = judged(told.events, told.rows, whole=whole)
        assert {position for position, said in found if said.startswith("ratio is ")} == {*changed}


def test_a_magnitude_points_where_the_target_moved(told: Told):
    changed = told.change(
        "magnitude", lambda told: told if told in ("", "0.0000") else told[1:] if told[0] == "-" else f"-{told}"
    )
    assert {position for position, _ in judged(told.events, told.rows, whole=False)} == {*changed}


@pytest.mark.parametrize("name", FIGURED)
@pytest.mark.parametrize("cell", ["otherwise", "1E+999999999", "NaN", "-0.0000", "0x1", "9" * 5_000])
def test_what_is_no_figure_is_named(told: Told, name: str, cell: str):
    changed = told.change(name, lambda _: cell)
    assert {position for position, _ in judged(told.events, told.rows)} == {*changed}


def test_what_was_expected_is_told_of_readings_that_add_up_even_where_there_are_none():
    figuring = Figuring(whole=True)
    kpi = {"fact": {"series": 1, "measure": {"value_kind": "increment"}}}
    figuring.measured(Stored(1, "kpi", 1, "kpi.defined.v1", 0, json.dumps(kpi), b""))
    span = {"start": "1970-01-01", "end": "1970-01-04", "tz": "UTC"}
    measured = {"kpi_id": "kpi", "series": 1, "direction": "increase", "span": span}
    told = {"effect": "incomparable", "days_to_deadline": "3", "window_elapsed": "0.2500"}
    for expected in ("0.2500", ""):
        row = tuple({**told, "expected_then": expected}.get(name, "") for name in COLUMNS)
        fact = {"before": measured, "after": {**measured, "direction": None}, "effective_on": "1970-01-01"}
        figuring.moved(Stored(2, "goal", 1, RETARGETED, 0, "", b""), fact, [row])
    assert [said.split(";")[0] for _, said in figuring.judged()] == ["expected_then is ''"]


def test_a_last_value_that_is_none_is_named(told: Told):
    told.change("last_value", lambda value: value and "otherwise")
    assert any("cannot be read" in said for _, said in judged(told.events, told.rows))


def test_no_figure_of_the_sample_is_called_wrong(sample: Api):
    events, rows = stored(events_of(sample.doors.settings.database_url, sample.workspace_id)), trail_of(sample)
    assert len(rows) >= 5
    assert judged(events, rows) == []

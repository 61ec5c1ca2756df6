"""Every expected figure of the domain, through the arithmetic."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from goals.achievement import Version, achieved_on
from goals.cadence import Rhythm, adherence
from goals.observation import Observation
from goals.progress import Yardstick, expected, met, pace, raw_progress, tolerance_of
from goals.quantity import clamp, parse, plain, ratio
from goals.retargeting import churn, decompose, effect, magnitude, rate_ratio, required_rate
from goals.target import (
    Delta,
    Multiplier,
    PercentagePoints,
    RelativePercent,
    TargetExpression,
    number,
    resolve,
)
from goals.vocabulary import Aggregation, CadencePeriod, Comparator, Direction, ValueKind
from goals.window import end_of_duration, total_days
from tests.arithmetic.known import aiming, growth, keeping

Case = dict[str, Any]

CASES: list[Case] = json.loads(
    (Path(__file__).parent.parent / "data" / "golden_vectors.json").read_text(encoding="utf-8")
)


def shown(value: Decimal | None) -> str | None:
    return None if value is None else ratio(value)


def progress(case: Case) -> None:
    value = raw_progress(growth(baseline=case["baseline"], target=case["target"]), parse(case["current"]))
    assert value is not None
    assert ratio(value) == case["raw"]
    assert ratio(clamp(value)) == case["clamped"]


def expression(text: str) -> TargetExpression:
    kind, amount = text.split()
    by = parse(amount.removeprefix("+"))
    said: dict[str, TargetExpression] = {
        "delta": Delta(by=by),
        "relative_percent": RelativePercent(by=by),
        "percentage_points": PercentagePoints(by=by),
        "multiplier": Multiplier(factor=by),
    }
    return said[kind]


def resolving(case: Case) -> None:
    target = number(resolve(expression(case["expr"]), baseline=parse(case["baseline"])))
    assert target is not None
    assert plain(target) == case["target"]


def window(case: Case) -> None:
    start = date.fromisoformat(case["start"])
    end = end_of_duration(start, f"P{case['months']}M")
    assert end.isoformat() == case["end_inclusive"]
    assert total_days(start=start, end=end) == case["days"]


def expectation(case: Case) -> None:
    start, end = date.fromisoformat(case["start"]), date.fromisoformat(case["end"])
    loss = growth(baseline=200, target=180, start=start, end=end)
    share = expected(loss, date.fromisoformat(case["today"]))
    raw = raw_progress(loss, parse(case["reading"]))
    assert shown(share) == case["expected"]
    assert shown(raw) == case["progress"]
    assert shown(pace(raw=raw, expected=share)) == case["pace"]


def cadence(case: Case) -> None:
    monday = date(2023, 1, 2)
    jogging = Rhythm(
        comparator=Comparator.AT_LEAST,
        count=Decimal(3),
        period=CadencePeriod.ISO_WEEK,
        start=monday,
        end=date(2023, 4, 1),
    )
    entries = [(monday + timedelta(weeks=week), Decimal(n)) for week, n in enumerate(case["counts"])]
    found = adherence(jogging, [*entries, (date(2023, 3, 28), Decimal(1))], today=date(2023, 4, 2))
    assert (found.full_periods, found.hits) == (case["full_periods"], case["hits"])
    assert shown(found.adherence) == case["adherence"]
    assert shown(found.volume) == case["volume"]
    assert [period.start for period in found.open_periods] == [date(2023, 3, 27)]


def kept_range(case: Case) -> None:
    keep = keeping(10, 15)
    assert shown(raw_progress(keep, parse(case["current"]))) == case["score"]
    assert met(keep, parse(case["current"])) is case["in_range"]
    assert plain(tolerance_of(keep)) == case["tolerance"]


def threshold(direction: Direction) -> Callable[[Case], None]:
    def held(case: Case) -> None:
        limit = aiming(direction, case["threshold"])
        assert shown(raw_progress(limit, parse(case["current"]))) == case["ratio"]
        assert met(limit, parse(case["current"])) is case["met"]

    return held


def lens(case: Case) -> None:
    original = growth(baseline=case["baseline"], target=case["t_original"])
    lowered = growth(baseline=case["baseline"], target=case["t_current"])
    now = parse(case["c_now"])
    by_original, by_current = raw_progress(original, now), raw_progress(lowered, now)
    assert by_original is not None
    assert by_current is not None
    assert shown(by_original) == case["attainment_original"]
    assert shown(by_current) == case["attainment_current"]
    assert ratio(by_current - by_original) == case["gap"]
    change = decompose([original, lowered], before=parse(case["c_before"]), after=[now, now])
    assert shown(change.performance) == case["performance"]
    assert shown(change.retarget) == case["retarget"]
    assert shown(change.total) == case["total"]
    assert shown(magnitude(original, lowered, original=original)) == case["magnitude"]


def moved(case: Case) -> None:
    def aim(side: Case) -> Yardstick:
        return growth(target=side["target"], end=date.fromisoformat(side["end"]))

    old, new = aim(case["old"]), aim(case["new"])
    current, today = parse(case["current"]), date.fromisoformat(case["now"])
    assert shown(required_rate(old, current=current, today=today)) == case["old"]["rate"]
    assert shown(required_rate(new, current=current, today=today)) == case["new"]["rate"]
    assert shown(rate_ratio(old, new, current=current, today=today)) == case["ratio"]
    assert effect(old, new, current=current, today=today) == case["effect"]


def churned(case: Case) -> None:
    versions = [growth(target=target) for target in case["targets"]]
    found = churn([magnitude(old, new, original=versions[0]) for old, new in pairwise(versions)])
    assert found.count == case["count"]
    assert ratio(found.gross) == case["churn_gross"]
    assert ratio(found.net) == case["churn_net"]


def late_reading(case: Case) -> None:
    deadline = date.fromisoformat(case["deadline"])
    retention = growth(baseline=40, target=case["target"], end=deadline)

    def achieved(*, known_at: date) -> date | None:
        readings = [
            Observation(
                observed_at=datetime.fromisoformat(event["effective"]).replace(tzinfo=UTC),
                day=date.fromisoformat(event["effective"]),
                value=parse(event["value"]),
                position=position,
            )
            for position, event in enumerate(case["events"])
            if date.fromisoformat(event["recorded"]) <= known_at
        ]
        return achieved_on(
            [Version(effective_on=retention.start, yardstick=retention)],
            readings,
            value_kind=ValueKind.LEVEL,
            aggregation=Aggregation.LAST,
            today=known_at,
        )

    assert achieved(known_at=date(2023, 4, 1)) is None
    assert achieved(known_at=date(2023, 4, 6)) == deadline


HANDLED: dict[str, Callable[[Case], None]] = {
    "progress": progress,
    "resolve": resolving,
    "window": window,
    "expected": expectation,
    "cadence": cadence,
    "range": kept_range,
    "at_least": threshold(Direction.AT_LEAST),
    "at_most": threshold(Direction.AT_MOST),
    "lens": lens,
    "effect": moved,
    "churn": churned,
    "bitemporal": late_reading,
}


def family(case: Case) -> str:
    return str(case["case"]).split("/")[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['case']}-{case.get('current', '')}")
def test_the_figure_is_the_expected_one(case: Case) -> None:
    HANDLED[family(case)](case)


def test_no_case_is_left_out_and_no_family_is_empty() -> None:
    assert {family(case) for case in CASES} == set(HANDLED)
    assert len(CASES) == 28

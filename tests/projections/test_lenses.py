"""How far has a goal come, by what it was measured by at another time?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.goal.definition import Definition
from goals.goal.facts import BaselineEstablished, GoalCommitted, WindowResolved
from goals.kpi.facts import KpiDefined
from goals.reading.facts import ReadingRecorded
from goals.target import AtLeast, AtMost, Baseline, Bounds, Delta, Multiplier, Path, Point, Range
from goals.vocabulary import Aggregation, Anchor, BaselineState, Direction, Maturity, ValueKind
from goals.window import AuthoredWindow, Window
from projections.answers import goal_list, lenses
from projections.answers.errors import NoSuchVersion
from projections.listing import Wanted
from tests.projections.story import (
    END,
    GOAL,
    KPI,
    MEASURE,
    MRR,
    OTHER,
    START,
    Told,
    activated,
    aiming,
    created,
    ending,
    reading,
    retargeted,
    telling,
)

MARCH, JUNE, JULY, DECEMBER = date(2023, 3, 1), date(2023, 6, 30), date(2023, 7, 1), date(2023, 12, 20)
PENDING = replace(
    MRR, baseline=Baseline(state=BaselineState.MEASURING), target=Delta(by=Decimal(200000)), resolved=None
)
WAITING = replace(MRR, window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M"), span=None)
NONE = Baseline(state=BaselineState.UNKNOWN)
SECOND_KPI = "0190a0a0-0000-7000-8000-00000000000b"


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def began(told: Told, definition: Definition = MRR) -> None:
    told.tell(START, GOAL, created(definition=definition), activated(definition))


def moved(told: Told, before: Definition, after: Definition, *, on: date, effective_on: date | None = None) -> int:
    return told.tell(on, GOAL, retargeted(before, after, on=effective_on or on))


def seen(told: Told, lens: str = "current", *, on: date = END, position: int | None = None) -> dict[str, Any]:
    with told.asking(on, position=position) as asking:
        found = lenses.answer(asking, GOAL, lenses.lens_of(lens))
    assert found is not None
    return found


def aimed_at(direction: Direction, target: Any, resolved: Any, baseline: Baseline = NONE) -> Definition:
    return replace(MRR, direction=direction, target=target, resolved=resolved, baseline=baseline)


@pytest.fixture
def lowered(told: Told) -> Told:
    """The worked example."""
    began(told)
    told.read(JUNE, 450000)
    told.read(date(2023, 11, 30), 480000)
    moved(told, MRR, aiming(500000), on=DECEMBER)
    return told


@pytest.mark.parametrize(
    ("lens", "version", "target", "raw"),
    [
        ("original", 1, "600000", "0.4000"),
        ("current", 2, "500000", "0.8000"),
        ("version:1", 1, "600000", "0.4000"),
        ("version:2", 2, "500000", "0.8000"),
        ("at_deadline", 2, "500000", "0.8000"),
        ("2023-12-19", 1, "600000", "0.4000"),
        ("2023-12-20", 2, "500000", "0.8000"),
        ("2020-01-01", 1, "600000", "0.4000"),
    ],
)
def test_the_same_readings_stand_otherwise_by_each_version(
    lowered: Told, lens: str, version: int, target: str, raw: str
):
    found = seen(lowered, lens)
    assert (found["lens"], found["version"], found["target"], found["raw"]) == (lens, version, target, raw)
    assert (found["value"], found["baseline"], found["reason"]) == ("480000", "400000", None)


def test_what_was_not_known_yet_is_not_looked_through(lowered: Told):
    before = len(lowered.events) - 1
    assert seen(lowered, "current", position=before)["target"] == "600000"
    with pytest.raises(NoSuchVersion, match="There is no version 2: there was 1 version at that moment"):
        seen(lowered, "version:2", position=before)


def test_of_a_named_day_the_current_version_is_the_one_in_force_then(lowered: Told):
    with lowered.asking(END) as asking:
        found = lenses.answer(asking.about(JUNE), GOAL, lenses.lens_of("current"))
    assert found is not None
    assert (found["version"], found["value"], found["raw"], found["on"]) == (1, "450000", "0.2500", "2023-06-30")


def test_each_version_cuts_readings_at_its_own_window(told: Told):
    began(told)
    told.read(DECEMBER, 480000)
    moved(told, MRR, ending(date(2024, 6, 30)), on=DECEMBER)
    told.read(date(2024, 3, 1), 600000)
    on = date(2024, 3, 2)
    assert (seen(told, "original", on=on)["value"], seen(told, "original", on=on)["achieved"]) == ("480000", False)
    assert (seen(told, "current", on=on)["value"], seen(told, "current", on=on)["achieved"]) == ("600000", True)
    assert seen(told, "original", on=on)["window"] == {"start": "2023-01-01", "end": "2023-12-31", "tz": "UTC"}


def test_a_version_is_achieved_by_its_own_target_alone(lowered: Told):
    lowered.read(date(2023, 12, 21), 500000)
    assert seen(lowered, "original")["achieved"] is False
    assert seen(lowered, "current")["achieved"] is True


def test_what_was_met_and_lost_again_was_achieved(told: Told):
    began(told)
    told.read(JUNE, 600000)
    told.read(JULY, 500000)
    assert (seen(told)["achieved"], seen(told)["raw"]) == (True, "0.5000")


def test_in_force_at_the_deadline_is_what_was_effective_by_the_originals_last_day(told: Told):
    began(told)
    moved(told, MRR, ending(date(2024, 6, 30)), on=DECEMBER)
    moved(told, ending(date(2024, 6, 30)), aiming(500000, ending(date(2024, 6, 30))), on=date(2024, 1, 1))
    assert [seen(told, lens, on=date(2024, 2, 1))["version"] for lens in ("at_deadline", "current")] == [2, 3]


def test_a_backdated_retarget_was_in_force_from_the_day_it_names(told: Told):
    began(told)
    moved(told, MRR, aiming(500000), on=DECEMBER, effective_on=MARCH)
    assert [seen(told, day)["version"] for day in ("2023-02-28", "2023-03-01")] == [1, 2]


def test_while_notice_runs_the_old_version_is_current_and_the_new_one_can_be_seen(told: Told):
    began(told)
    moved(told, MRR, aiming(500000), on=MARCH, effective_on=date(2023, 3, 8))
    assert seen(told, "current", on=date(2023, 3, 7))["version"] == 1
    assert seen(told, "version:2", on=date(2023, 3, 7))["target"] == "500000"
    assert seen(told, "current", on=date(2023, 3, 8))["version"] == 2


def test_of_two_retargets_on_one_day_the_later_one_is_in_force(told: Told):
    began(told)
    moved(told, MRR, aiming(500000), on=MARCH)
    moved(told, aiming(500000), aiming(450000), on=MARCH)
    assert (seen(told)["version"], seen(told, "2023-03-01")["version"], seen(told)["target"]) == (3, 3, "450000")


@pytest.mark.parametrize(
    ("definition", "read", "raw", "clamped"),
    [
        (aiming(0), 400000, "0.0000", "0.0000"),
        (replace(aiming(0), direction=Direction.DECREASE), 100000, "0.7500", "0.7500"),
        (replace(aiming(-400000), direction=Direction.DECREASE), 0, "0.5000", "0.5000"),
        (MRR, 380000, "-0.1000", "0.0000"),
        (MRR, 700000, "1.5000", "1.0000"),
        (aimed_at(Direction.AT_LEAST, AtLeast(value=Decimal(0)), Decimal(0)), 0, "1.0000", "1.0000"),
        (aimed_at(Direction.AT_LEAST, AtLeast(value=Decimal(90)), Decimal(90)), 45, "0.5000", "0.5000"),
        (aimed_at(Direction.AT_MOST, AtMost(value=Decimal(2)), Decimal(2)), 4, "0.5000", "0.5000"),
        (aimed_at(Direction.AT_MOST, AtMost(value=Decimal(0)), Decimal(0)), 4, "0.0000", "0.0000"),
        (
            aimed_at(
                Direction.MAINTAIN,
                Range(low=Decimal(10), high=Decimal(15)),
                Bounds(low=Decimal(10), high=Decimal(15)),
            ),
            16,
            "0.6000",
            "0.6000",
        ),
        (
            replace(
                MRR, target=Path(points=(Point(on=JUNE, value=Decimal(450000)), Point(on=END, value=Decimal(600000))))
            ),
            450000,
            "0.2500",
            "0.2500",
        ),
    ],
)
def test_every_kind_of_target_can_be_looked_at(told: Told, definition: Definition, read: int, raw: str, clamped: str):
    began(told, definition)
    told.read(MARCH, read)
    found = seen(told, "original", on=JUNE)
    assert (found["raw"], found["clamped"], found["reason"]) == (raw, clamped, None)


def test_a_ceiling_and_a_range_are_kept_at_the_end_or_not_at_all(told: Told):
    began(told, aimed_at(Direction.AT_MOST, AtMost(value=Decimal(2)), Decimal(2)))
    told.read(MARCH, 1)
    assert seen(told, on=JUNE)["achieved"] is False
    assert seen(told, on=END)["achieved"] is True


def reason(found: dict[str, Any]) -> tuple[Any, Any]:
    assert found["clamped"] is None
    return found["raw"], found["reason"]["code"]


def test_without_a_figure_it_says_why(told: Told):
    began(told)
    assert reason(seen(told)) == (None, "nothing-read")
    told.tell(START, OTHER, created(definition=PENDING), activated(PENDING))
    told.tell(START, OTHER[:-1] + "3", created(definition=WAITING), activated(WAITING))
    told.read(MARCH, 450000)
    with told.asking() as asking:
        current = lenses.lens_of("current")
        pending, waiting = (lenses.answer(asking, each, current) for each in (OTHER, OTHER[:-1] + "3"))
    assert pending is not None
    assert waiting is not None
    assert reason(pending) == (None, "baseline-pending")
    assert (pending["value"], pending["target"]) == ("450000", None)
    assert reason(waiting) == (None, "window-unresolved")


def test_a_target_where_the_baseline_is_leaves_no_way_to_go(told: Told):
    began(told, aiming(400000))
    told.read(MARCH, 450000)
    assert reason(seen(told)) == (None, "no-way-to-go")


def test_a_draft_has_no_original(told: Told):
    told.tell(START, GOAL, created())
    assert reason(seen(told, "original")) == (None, "not-committed")
    with pytest.raises(NoSuchVersion, match="was not committed, and has no versions yet"):
        seen(told, "version:1")


def test_calibration_is_in_no_version_and_the_original_is_what_was_committed(told: Told):
    told.tell(START, GOAL, created(Maturity.PRELIMINARY), activated())
    moved(told, MRR, aiming(700000), on=MARCH)
    told.read(MARCH, 450000)
    assert (seen(told, on=JUNE)["version"], seen(told, on=JUNE)["target"]) == (0, "700000")
    assert reason(seen(told, "original", on=JUNE)) == (None, "not-committed")
    told.tell(JUNE, GOAL, GoalCommitted(on=JUNE))
    assert (seen(told, "original")["version"], seen(told, "original")["target"]) == (1, "700000")


def test_what_every_version_waited_for_is_filled_in_when_it_is_known(told: Told):
    began(told, PENDING)
    eased = replace(PENDING, target=Delta(by=Decimal(100000)))
    moved(told, PENDING, eased, on=MARCH)
    known = Baseline(state=BaselineState.KNOWN, value=Decimal(400000))
    told.tell(JUNE, GOAL, BaselineEstablished(baseline=known, resolved=Decimal(500000)))
    told.read(JUNE, 450000)
    assert [seen(told, lens)["target"] for lens in ("original", "version:2")] == ["600000", "500000"]
    assert [seen(told, lens)["raw"] for lens in ("original", "current")] == ["0.2500", "0.5000"]


def test_the_direction_that_follows_only_then_is_filled_in_too(told: Told):
    doubled = replace(PENDING, target=Multiplier(factor=Decimal(2)), direction=None)
    began(told, doubled)
    moved(told, doubled, replace(doubled, target=Multiplier(factor=Decimal(3))), on=MARCH)
    known = Baseline(state=BaselineState.KNOWN, value=Decimal(400000))
    told.tell(
        JUNE,
        GOAL,
        BaselineEstablished(baseline=known, resolved=Decimal(1200000), direction=Direction.INCREASE),
    )
    told.read(JUNE, 600000)
    assert [seen(told, lens)["raw"] for lens in ("original", "current")] == ["0.5000", "0.2500"]


def test_a_window_that_every_version_waited_for_is_filled_in_by_its_own_length(told: Told):
    began(told, WAITING)
    longer = replace(WAITING, window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P6M"))
    moved(told, WAITING, longer, on=MARCH)
    span = Window(start=JULY, end=END, tz="UTC")
    told.tell(JUNE, GOAL, WindowResolved(anchor=Anchor.PRODUCT_LAUNCH, on=JULY, span=span))
    ends = [seen(told, lens)["window"]["end"] for lens in ("original", "current")]
    assert ends == ["2023-09-30", "2023-12-31"]


def test_a_swapped_kpi_is_measured_by_its_own_readings(told: Told):
    began(told)
    told.tell(START, SECOND_KPI, KpiDefined(key="arr", name="ARR", measure=MEASURE))
    told.read(MARCH, 500000)
    swapped = replace(MRR, kpi_id=SECOND_KPI)
    moved(told, MRR, swapped, on=JUNE)
    other = replace(reading(JULY, 420000), kpi_id=SECOND_KPI)
    told.tell(JULY, OTHER, other)
    moved(told, swapped, MRR, on=DECEMBER)
    found = [seen(told, lens) for lens in ("version:1", "version:2", "version:3")]
    assert [(each["kpi_id"], each["raw"]) for each in found] == [
        (KPI, "0.5000"),
        (SECOND_KPI, "0.1000"),
        (KPI, "0.5000"),
    ]


def test_increments_are_added_up_within_each_versions_window(told: Told):
    added = replace(MEASURE, value_kind=ValueKind.INCREMENT, aggregation=Aggregation.SUM)
    told.tell(START, SECOND_KPI, KpiDefined(key="signups", name="Sign-ups", measure=added))
    count = replace(
        aiming(100),
        kpi_id=SECOND_KPI,
        baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(0)),
    )
    began(told, count)
    later = replace(count, window=AuthoredWindow(start=JULY, end=END), span=Window(start=JULY, end=END, tz="UTC"))
    for n, on in enumerate((MARCH, DECEMBER)):
        one: ReadingRecorded = replace(reading(on, 30), kpi_id=SECOND_KPI)
        told.tell(on, f"{OTHER[:-1]}{n + 4}", one)
    moved(told, count, later, on=DECEMBER)
    assert [seen(told, lens)["value"] for lens in ("original", "current")] == ["60", "30"]


def test_a_list_shows_each_goal_through_the_lens_and_says_why_one_cannot_be(lowered: Told):
    lowered.tell(START, OTHER, created())
    with lowered.asking() as asking:
        items, _ = goal_list.listed(asking, Wanted(filters={}), lens=lenses.lens_of("version:2"))
    found = {item["id"]: item["attainment"] for item in items}
    assert (found[GOAL]["raw"], found[OTHER]["raw"]) == ("0.8000", None)
    assert found[OTHER]["reason"]["code"] == "not-committed"


@pytest.mark.parametrize(
    "said", ["", "first", "version:0", "version:", "version:x", "2023-13-01", "20230101", "Original"]
)
def test_what_is_no_lens_is_refused(said: str):
    with pytest.raises(ValueError, match=r".+"):
        lenses.lens_of(said)

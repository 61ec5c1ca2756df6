"""What would it have come to without a retarget, or by the original targets?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace as changed
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.container.facts import ContainerOpened
from goals.goal.definition import Definition
from goals.goal.facts import BaselineEstablished, GoalClosed, GoalCommitted, WindowResolved
from goals.kpi.facts import KpiRedefined
from goals.milestone.facts import MilestoneAdded
from goals.milestone.shape import Deliverable
from goals.target import Baseline, Delta, FromTo, Multiplier
from goals.vocabulary import Anchor, BaselineState, ContainerKind, Direction, FlagId, Maturity, Outcome
from goals.window import AuthoredWindow, Window
from goals.workspace.facts import AnchorRecorded
from projections.answers import containers, decomposition, forecast, goal_list, goals, lenses, lines, milestones
from projections.answers import flags as flags_asked
from projections.answers.asking import Asking
from projections.answers.between import Said
from projections.answers.errors import NoSuchRetarget, SupposedTwice
from projections.answers.supposing import NOTE, is_left_out, suppose, what_if
from projections.listing import Wanted
from tests.counting import Counting
from tests.projections.story import (
    END,
    GOAL,
    KPI,
    MEASURE,
    MRR,
    OTHER,
    START,
    WORKSPACE,
    Told,
    activated,
    aiming,
    created,
    ending,
    reading,
    retargeted,
    telling,
)

MARCH, JUNE, DECEMBER, LATER = date(2023, 3, 1), date(2023, 6, 30), date(2023, 12, 20), date(2024, 2, 1)
SPRING, SUMMER = date(2024, 3, 31), date(2024, 6, 30)
CONTAINER = "0190a0a0-0000-7000-8000-0000000000c1"
MILESTONE = "0190a0a0-0000-7000-8000-0000000000d1"
KNOWN = Baseline(state=BaselineState.KNOWN, value=Decimal(400000))
PENDING = replace(
    MRR, baseline=Baseline(state=BaselineState.MEASURING), target=Delta(by=Decimal(200000)), resolved=None
)
LAUNCH = AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M")


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def began(told: Told, definition: Definition = MRR, goal_id: str = GOAL) -> None:
    told.tell(START, goal_id, created(definition=definition), activated(definition))


def moved(
    told: Told,
    before: Definition,
    after: Definition,
    on: date,
    *,
    effective_on: date | None = None,
    goal_id: str = GOAL,
) -> str:
    """The id of the retarget's event."""
    told.tell(on, goal_id, retargeted(before, after, on=effective_on or on))
    return told.events[-1].envelope.event_id


@contextmanager
def without(told: Told, *event_ids: str, on: date = END, position: int | None = None) -> Iterator[Asking]:
    with told.asking(on, position=position) as asking:
        yield suppose(asking, without=event_ids)


@contextmanager
def by_the_original(told: Told, on: date = END, *, position: int | None = None) -> Iterator[Asking]:
    with told.asking(on, position=position) as asking:
        yield suppose(asking, original=True)


def goal(asking: Asking, goal_id: str = GOAL) -> dict[str, Any]:
    found = goals.answer(asking, goal_id)
    assert found is not None
    return found


def measured_by(asking: Asking, lens: str = "current") -> dict[str, Any]:
    found = lenses.answer(asking, GOAL, lenses.lens_of(lens))
    assert found is not None
    return found


@pytest.fixture
def lowered(told: Told) -> Told:
    """The worked example: eased in December, and met by that."""
    began(told)
    told.read(JUNE, 450000)
    told.read(date(2023, 11, 30), 480000)
    moved(told, MRR, aiming(500000), DECEMBER)
    told.read(date(2023, 12, 31), 505000)
    return told


def easing_of(told: Told) -> str:
    (found,) = [event for event in told.events if event.topic.startswith("goal.retargeted")]
    return found.envelope.event_id


def test_without_the_easing_the_year_ends_where_the_readings_were(lowered: Told):
    with lowered.asking() as asking:
        real = goal(asking)
    with without(lowered, easing_of(lowered)) as asking:
        found = goal(asking)
    assert (real["progress"]["raw"], found["progress"]["raw"]) == ("1.0500", "0.5250")
    assert (real["outcome_by_readings"], found["outcome_by_readings"]) == ("achieved", "missed")
    assert (real["health"], found["health"]) == ("achieved_early", "off_track")
    assert (real["achieved_on"], found["achieved_on"]) == ("2023-12-31", None)
    assert (found["target"]["resolved"], found["retargets"]["count"]) == ("600000", 0)


def test_before_the_last_reading_it_had_come_two_fifths_of_the_way(lowered: Told):
    with without(lowered, easing_of(lowered), on=DECEMBER, position=len(lowered.events) - 1) as asking:
        assert goal(asking)["progress"]["raw"] == "0.4000"


def test_what_was_recorded_stays_as_it_was(lowered: Told):
    lowered.tell(LATER, GOAL, GoalClosed(on=LATER, outcome=Outcome.ACHIEVED, lessons="Sell earlier"))
    with without(lowered, easing_of(lowered), on=LATER) as asking:
        found = goal(asking)
    assert (found["state"], found["outcome"], found["outcome_by_readings"]) == ("closed", "achieved", "missed")
    assert found["closing"]["lessons"] == "Sell earlier"


def test_a_moment_before_the_retarget_was_recorded_knows_nothing_of_it(lowered: Told):
    easing, position = easing_of(lowered), len(lowered.events) - 2
    with lowered.asking() as asking:
        supposed = suppose(asking, without=[easing])
        then, real = (each.known_at(position, asking.as_of) for each in (supposed, asking))
        assert goal(then) == goal(real)
        assert lines.line_of(then, GOAL) == lines.line_of(real, GOAL)


def test_the_supposition_goes_along_to_other_days_and_moments(lowered: Told):
    with without(lowered, easing_of(lowered)) as asking:
        elsewhere = asking.known_at(asking.position, asking.as_of).about(END).in_zone("Pacific/Auckland")
        assert goal(elsewhere)["target"]["resolved"] == "600000"


def test_one_kept_after_one_dropped_is_made_as_it_was_said(told: Told):
    began(told)
    first = moved(told, MRR, aiming(500000), MARCH)
    second = moved(told, aiming(500000), ending(SPRING, aiming(500000)), JUNE)
    told.read(JUNE, 450000)
    with without(told, first) as asking:
        found = goal(asking)
        assert (found["target"]["resolved"], found["window"]["end"]) == ("600000", "2024-03-31")
        assert (found["retargets"]["count"], found["progress"]["raw"]) == (1, "0.2500")
        assert measured_by(asking, "version:2")["window"]["end"] == "2024-03-31"
    with without(told, second) as asking:
        found = goal(asking)
        assert (found["target"]["resolved"], found["window"]["end"]) == ("500000", "2023-12-31")


def test_a_retarget_overtaken_field_by_field_makes_no_difference_at_the_end(told: Told):
    began(told)
    first = moved(told, MRR, ending(SPRING, aiming(500000)), MARCH)
    moved(told, ending(SPRING, aiming(500000)), ending(SUMMER, aiming(550000)), JUNE)
    told.read(JUNE, 450000)
    with told.asking() as asking:
        real, found = goal(asking), goal(suppose(asking, without=[first]))
    assert found["retargets"]["count"] == 1
    assert {**found, "retargets": None, "flags": None} == {**real, "retargets": None, "flags": None}


def test_start_and_end_are_two_fields(told: Told):
    began(told)
    later_start = replace(
        MRR,
        window=AuthoredWindow(start=MARCH, end=END),
        span=Window(start=MARCH, end=END, tz="UTC"),
    )
    first = moved(told, MRR, later_start, MARCH)
    both = replace(MRR, window=AuthoredWindow(start=MARCH, end=SPRING), span=Window(start=MARCH, end=SPRING, tz="UTC"))
    moved(told, later_start, both, JUNE)
    with without(told, first) as asking:
        window = goal(asking)["window"]
    assert (window["start"], window["end"]) == ("2023-01-01", "2024-03-31")


def test_without_any_of_them_it_is_measured_by_the_original(told: Told):
    began(told)
    ids = [moved(told, MRR, aiming(500000), MARCH), moved(told, aiming(500000), ending(SPRING, aiming(500000)), JUNE)]
    told.read(JUNE, 450000)
    with told.asking() as asking:
        original = measured_by(asking, "original")
        named, kept = goal(suppose(asking, without=ids)), goal(suppose(asking, original=True))
        assert named == kept
        assert named["progress"]["raw"] == original["raw"]
        for lens in ("original", "current", "at_deadline"):
            assert {**measured_by(suppose(asking, original=True), lens), "lens": "original"} == original


def test_dropping_nothing_is_asking_the_same(lowered: Told):
    with lowered.asking() as asking:
        assert suppose(asking, without=[], original=False) is asking
        assert what_if(asking) is None


def test_what_is_supposed_is_told_with_the_trails_own_words(lowered: Told):
    easing = easing_of(lowered)
    with without(lowered, easing) as asking:
        told = what_if(asking)
        position = next(event.position for event in lowered.events if event.envelope.event_id == easing)
        assert is_left_out(asking, position)
        assert not is_left_out(asking, position - 1)
    assert told is not None
    (item,) = told["without"]
    assert (item["event_id"], item["effect"], told["targets"]) == (easing, "easier", None)
    assert "R01" in item["flags"]
    with by_the_original(lowered) as asking:
        assert what_if(asking) == {"without": [], "targets": "original", "note": NOTE}
        assert is_left_out(asking, position)
        assert not is_left_out(asking, position + 1)


def test_nobody_can_leave_out_what_was_not_there(lowered: Told):
    with lowered.asking() as asking, pytest.raises(NoSuchRetarget, match="No retarget") as refused:
        suppose(asking, without=[lowered.events[0].envelope.event_id])
    assert refused.value.pointer == "?without"
    with (
        lowered.asking(position=len(lowered.events) - 2) as asking,
        pytest.raises(NoSuchRetarget, match=easing_of(lowered)),
    ):
        suppose(asking, without=[easing_of(lowered)])
    with lowered.asking() as asking, pytest.raises(SupposedTwice):
        suppose(asking, without=[easing_of(lowered)], original=True)


def test_a_notice_that_was_never_given_does_not_run(told: Told):
    began(told)
    announced = moved(told, MRR, aiming(500000), MARCH, effective_on=date(2023, 3, 8))
    with told.asking(MARCH) as asking:
        assert goal(asking)["notice"] is not None
        assert goal(suppose(asking, without=[announced]))["notice"] is None
        assert goal(suppose(asking, original=True))["notice"] is None


def test_the_days_of_a_dropped_retarget_do_not_linger(told: Told):
    """What was established under a retarget took effect with it; without it, with what there was before."""
    began(told, PENDING)
    eased = moved(told, PENDING, replace(PENDING, target=Delta(by=Decimal(100000))), MARCH, effective_on=DECEMBER)
    told.tell(JUNE, GOAL, BaselineEstablished(baseline=KNOWN, resolved=Decimal(500000)))
    told.read(JUNE, 450000)
    with without(told, eased) as asking:
        found = goal(asking.about(JUNE))
    assert (found["target"]["resolved"], found["progress"]["raw"], found["notice"]) == ("600000", "0.2500", None)


def test_a_target_is_resolved_by_the_baseline_it_would_have_had(told: Told):
    doubled = replace(MRR, target=Multiplier(factor=Decimal(2)), resolved=Decimal(800000))
    began(told, doubled)
    higher = Baseline(state=BaselineState.KNOWN, value=Decimal(500000))
    rewritten = replace(doubled, baseline=higher, resolved=Decimal(1000000))
    first = moved(told, doubled, rewritten, MARCH)
    tripled = replace(rewritten, target=Multiplier(factor=Decimal(3)), resolved=Decimal(1500000))
    second = moved(told, rewritten, tripled, JUNE)
    with without(told, first) as asking:
        assert goal(asking)["target"]["resolved"] == "1200000"
    with without(told, second) as asking:
        assert goal(asking)["target"]["resolved"] == "1000000"


def test_a_target_that_does_not_go_with_the_baseline_is_what_it_was_said_to_be(told: Told):
    began(told)
    higher = Baseline(state=BaselineState.KNOWN, value=Decimal(450000))
    rewritten = replace(MRR, baseline=higher)
    first = moved(told, MRR, rewritten, MARCH)
    said = replace(rewritten, target=FromTo(from_=Decimal(450000), to=Decimal(550000)), resolved=Decimal(550000))
    moved(told, rewritten, said, JUNE)
    told.read(JUNE, 475000)
    with without(told, first) as asking:
        found = goal(asking)
    assert (found["baseline"]["value"], found["target"]["resolved"]) == ("400000", "550000")
    assert found["progress"]["raw"] == "0.5000"


def test_a_definition_that_makes_no_sense_has_figures_or_says_why_not(told: Told):
    began(told)
    first = moved(told, MRR, replace(aiming(200000), direction=Direction.DECREASE), MARCH)
    moved(
        told,
        replace(aiming(200000), direction=Direction.DECREASE),
        replace(aiming(300000), direction=Direction.DECREASE),
        JUNE,
    )
    told.read(JUNE, 450000)
    with without(told, first) as asking:
        found = goal(asking)
    assert (found["direction"], found["target"]["resolved"], found["progress"]["raw"]) == (
        "increase",
        "300000",
        "-0.5000",
    )


def test_a_target_at_the_baseline_leaves_no_way_to_go(told: Told):
    began(told)
    rewritten = replace(MRR, baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(300000)))
    first = moved(told, MRR, rewritten, MARCH)
    moved(told, rewritten, aiming(400000, rewritten), JUNE)
    told.read(JUNE, 350000)
    with without(told, first) as asking:
        assert goal(asking)["progress"] is None
        assert measured_by(asking)["reason"]["code"] == "no-way-to-go"


def hung(duration: str, start: date, end: date) -> Definition:
    return replace(MRR, window=replace(LAUNCH, duration=duration), span=Window(start=start, end=end, tz="UTC"))


APRIL, MAY = date(2023, 4, 1), date(2023, 5, 1)


@pytest.mark.parametrize(
    ("dropped", "start", "end"),
    [
        ({"longer", "last"}, "2023-05-01", "2023-07-31"),
        ({"follower"}, "2023-04-01", "2023-12-31"),
        ({"follower", "last"}, "2023-04-01", "2023-09-30"),
        ({"longer", "follower"}, "2023-04-01", "2023-12-31"),
    ],
)
def test_an_anchor_moved_moves_the_window_as_it_would_have_been(told: Told, dropped: set[str], start: str, end: str):
    first, half = hung("P3M", APRIL, JUNE), hung("P6M", APRIL, date(2023, 9, 30))
    followed, whole = hung("P6M", MAY, date(2023, 10, 31)), hung("P9M", MAY, date(2024, 1, 31))
    began(told, first)
    ids = {
        "longer": moved(told, first, half, MARCH),
        "follower": moved(told, half, followed, date(2023, 3, 2)),
        "last": moved(told, followed, whole, date(2023, 3, 3)),
    }
    with without(told, *(ids[each] for each in dropped)) as asking:
        window = goal(asking)["window"]
    assert (window["start"], window["end"]) == (start, end)


def test_a_window_that_left_its_anchor_is_not_moved_with_it(told: Told):
    waiting = replace(MRR, window=LAUNCH, span=None)
    began(told)
    hung = moved(told, MRR, waiting, MARCH)
    told.tell(MARCH, WORKSPACE, AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=JUNE))
    span = Window(start=JUNE, end=date(2023, 9, 29), tz="UTC")
    told.tell(MARCH, GOAL, WindowResolved(anchor=Anchor.PRODUCT_LAUNCH, on=JUNE, span=span))
    resolved = replace(waiting, span=span)
    moved(told, resolved, replace(resolved, span=Window(start=DECEMBER, end=SPRING, tz="UTC")), JUNE)
    with without(told, hung) as asking:
        window = goal(asking)["window"]
    assert (window["start"], window["end"]) == ("2023-01-01", "2023-12-31")


def test_what_waited_for_its_anchor_is_resolved_when_it_comes(told: Told):
    waiting = replace(MRR, window=LAUNCH, span=None)
    began(told, waiting)
    longer = moved(told, waiting, replace(waiting, window=replace(LAUNCH, duration="P6M")), MARCH)
    span = Window(start=JUNE, end=date(2023, 12, 29), tz="UTC")
    told.tell(MARCH, GOAL, WindowResolved(anchor=Anchor.PRODUCT_LAUNCH, on=JUNE, span=span))
    with without(told, longer) as asking:
        assert goal(asking)["window"]["end"] == "2023-09-29"


def test_without_following_a_redefined_kpi_it_is_measured_by_the_old_series(told: Told):
    began(told)
    told.read(MARCH, 450000)
    told.tell(JUNE, KPI, KpiRedefined(series=2, measure=MEASURE, reason="Counted otherwise from here on"))
    second = replace(MRR, series=2)
    followed = moved(told, MRR, second, JUNE)
    told.tell(JUNE, "0190a0a0-0000-7000-8000-0000000000e2", replace(reading(JUNE, 500000), series=2))
    with told.asking() as asking:
        assert goal(asking)["progress"]["raw"] == "0.5000"
        found = goal(suppose(asking, without=[followed]))
    assert (found["kpi"]["series"], found["progress"]["raw"]) == (1, "0.2500")


def test_a_redefinition_of_one_kpi_does_not_concern_another(told: Told):
    began(told)
    other = replace(MRR, kpi_id=KPI[:-1] + "b")
    swapped = moved(told, MRR, other, MARCH)
    moved(told, other, replace(other, series=2), JUNE)
    with without(told, swapped) as asking:
        assert (goal(asking)["kpi"]["id"], goal(asking)["kpi"]["series"]) == (KPI, 1)


def test_a_calibration_can_be_left_out_and_is_part_of_the_original(told: Told):
    told.tell(START, GOAL, created(Maturity.PRELIMINARY), activated())
    calibrated = moved(told, MRR, aiming(700000), MARCH)
    told.tell(JUNE, GOAL, GoalCommitted(on=JUNE))
    moved(told, aiming(700000), aiming(650000), DECEMBER)
    with by_the_original(told) as asking:
        assert goal(asking)["target"]["resolved"] == "700000"
    with without(told, calibrated) as asking:
        found = goal(asking)
        assert (found["original"]["target"], found["target"]["resolved"]) == ("600000", "650000")
        assert found["retargets"]["count"] == 1


def flags_of(asking: Asking) -> set[str]:
    found = flags_asked.of_goal(asking, GOAL)
    assert found is not None
    ids = {item["flag"] for item in found}
    assert goal(asking)["flags"] == sorted(ids)
    return ids


def test_the_flags_of_a_dropped_retarget_vanish_and_those_of_a_kept_one_stay(told: Told):
    began(told)
    told.read(JUNE, 430000)
    late = moved(told, MRR, aiming(500000), DECEMBER)
    backdated = moved(told, aiming(500000), aiming(490000), DECEMBER, effective_on=date(2023, 12, 1))
    with told.asking() as asking:
        assert {"R01", "R02", "R05"} <= flags_of(asking)
        assert {"R01", "R02", "R05"} <= flags_of(suppose(asking, without=[late]))
        kept = flags_of(suppose(asking, without=[backdated]))
        assert {"R01", "R02"} <= kept
        assert "R05" not in kept
        assert not {"R01", "R02", "R05"} & flags_of(suppose(asking, original=True))


def test_a_flag_by_which_goals_are_listed_vanishes_too(lowered: Told):
    with lowered.asking() as asking:
        for asked, expected in ((asking, [GOAL]), (suppose(asking, original=True), [])):
            found, _ = goal_list.listed(asked, Wanted({}, (), None, 10), flag=FlagId.R01)
            assert [item["id"] for item in found] == expected


def test_words_repeated_by_a_dropped_retarget_are_not_held_against_the_goal(told: Told):
    began(told)
    began(told, goal_id=OTHER)
    mine = moved(told, MRR, aiming(610000), MARCH)
    for target in (620000, 630000):
        moved(told, aiming(target - 10000), aiming(target), MARCH, goal_id=OTHER)
    with told.asking() as asking:
        assert "R11" in flags_of(asking)
        assert "R11" not in flags_of(suppose(asking, without=[mine]))


def test_what_came_too_late_is_judged_by_the_window_that_would_have_been(told: Told):
    """A reading after the old end turns the outcome; before the extended one it does not."""
    began(told)
    extended = moved(told, MRR, ending(SUMMER), DECEMBER)
    told.read(date(2023, 12, 30), 600000, recorded=LATER)
    with told.asking(LATER) as asking:
        assert "R13" not in flags_of(asking)
        assert "R13" in flags_of(suppose(asking, without=[extended]))


@pytest.fixture
def together(told: Told) -> Told:
    told.tell(START, CONTAINER, ContainerOpened(name="Year", kind=ContainerKind.OBJECTIVE))
    for goal_id in (GOAL, OTHER):
        told.tell(START, goal_id, created(container_id=CONTAINER), activated())
    told.read(JUNE, 450000)
    moved(told, MRR, aiming(500000), DECEMBER)
    return told


def test_a_container_rolls_up_what_its_goals_would_have_come_to(together: Told):
    def progress(asking: Asking) -> str:
        found = containers.answer(asking, CONTAINER)
        assert found is not None
        return str(found["rollup"]["progress"])

    with together.asking() as asking:
        assert progress(asking) == "0.3750"
        assert progress(suppose(asking, original=True)) == "0.2500"
        assert progress(suppose(asking, without=[easing_of(together)])) == "0.2500"


def test_of_a_goal_nothing_is_supposed_of_all_is_as_it_is(together: Told):
    with together.asking() as asking:
        assert goal(suppose(asking, without=[easing_of(together)]), OTHER) == goal(asking, OTHER)


def test_what_was_gained_by_moving_is_gone_from_the_decomposition(lowered: Told):
    with lowered.asking() as asking:
        real = decomposition.answer(asking, GOAL, Said())
        found = decomposition.answer(suppose(asking, original=True), GOAL, Said())
    assert real is not None
    assert found is not None
    assert (real["performance"], real["retarget"]) == ("0.5250", "0.5250")
    assert (found["performance"], found["retarget"], found["steps"]) == ("0.5250", "0.0000", [])


def test_the_steps_of_a_decomposition_are_those_that_are_left(told: Told):
    began(told)
    first = moved(told, MRR, aiming(500000), MARCH)
    second = moved(told, aiming(500000), aiming(550000), JUNE)
    told.read(JUNE, 450000)
    with without(told, first) as asking:
        found = decomposition.answer(asking, GOAL, Said())
    assert found is not None
    assert [(step["version"], step["event_id"]) for step in found["steps"]] == [(2, second)]


def test_a_forecast_is_for_the_deadline_that_would_have_been(told: Told):
    began(told)
    extended = moved(told, MRR, ending(SPRING), JUNE)
    for month, value in ((3, 410000), (4, 420000), (5, 430000)):
        told.read(date(2023, month, 1), value)
    with told.asking(JUNE) as asking:
        real, found = (forecast.answer(each, GOAL) for each in (asking, suppose(asking, without=[extended])))
    assert real is not None
    assert found is not None
    assert Decimal(found["at_deadline"]) < Decimal(real["at_deadline"])


def test_a_milestone_due_with_the_window_is_due_when_that_would_have_ended(told: Told):
    began(told)
    told.tell(START, GOAL, MilestoneAdded(milestone_id=MILESTONE, title="Launch", shape=Deliverable()))
    extended = moved(told, MRR, ending(SPRING), JUNE)
    with without(told, extended) as asking:
        found = milestones.answer(asking, MILESTONE)
    assert found is not None
    assert (found["due"], len(found["dues"]), found["slip_days"]) == ("2023-12-31", 1, 0)


def statements(asking: Asking, goal_id: str) -> int:
    counting = Counting(asking.rows)
    goal(changed(asking, rows=counting), goal_id)
    return counting.asked


def test_supposing_costs_a_goal_nothing_of_which_nothing_is_supposed(together: Told):
    moved(together, MRR, aiming(610000), DECEMBER, goal_id=OTHER)
    first = next(event for event in together.events if event.topic.startswith("goal.retargeted"))
    with together.asking() as asking:
        supposed = suppose(asking, without=[first.envelope.event_id])
        assert statements(supposed, OTHER) == statements(asking, OTHER)

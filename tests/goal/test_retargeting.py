"""Moving the goalposts: who may, what counts, what it says."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from goals.goal.changes import WindowChange
from goals.goal.commands.retargeting import Retarget
from goals.goal.errors import (
    ActiveGoalNeeds,
    BaselineIsNotYetKnown,
    DayBeforeActivation,
    DayInFuture,
    DraftIsEdited,
    GoalIsArchived,
    GoalIsClosed,
    GoalIsPaused,
    LevelsCannotBe,
    NoSuchReference,
    PathCannotBe,
    ReasonTooShort,
    TargetCannotBe,
    TargetContradictsDirection,
    TargetIsBaseline,
    UnitsMixed,
    WindowCannotBe,
    WindowEndsBeforeItStarts,
)
from goals.goal.facts import GoalArchived
from goals.kpi.errors import KpiIsRetired
from goals.kpi.facts import KpiRedefined, KpiRetired
from goals.reading.facts import Evidence
from goals.sealing import new_key, seal
from goals.target import Absolute, FromTo, Levels, Path, Point, Range, RelativePercent
from goals.vocabulary import Anchor, Direction, ReasonCode, Trigger, UnitKind
from goals.window import AuthoredWindow, Window
from goals.workspace.facts import Policy, PolicyChanged
from tests.given import TODAY, Outcome, Story, elsewhere, given
from tests.goal.known import (
    BOX,
    EUROS,
    FOUR,
    MEASURING,
    MRR,
    NEW_YEAR,
    NOWHERE,
    REASON,
    REVENUE,
    YEAR,
    YEAR_END,
    active,
    box,
    closed,
    defined,
    draft,
    known,
    measured_in,
    paused,
    retargeted,
)

FIVE = Absolute(value=Decimal(500000))
TO_FIVE = defined(target=FIVE, resolved=Decimal(500000))
LATER = date(2024, 3, 31)
WHY = {"reason_code": ReasonCode.UNDER_PERFORMANCE, "reason": REASON}


def when_retargeted(story: Story, **changes: Any) -> Outcome:
    return story.when(Retarget, **(WHY | changes))


def within(first: date, last: date, **said: Any) -> dict[str, Any]:
    """A window as it is said and as it comes out."""
    return {"window": AuthoredWindow(**said), "span": Window(start=first, end=last, tz="UTC")}


def test_a_retarget_tells_before_and_after_and_why():
    evidence = (Evidence(url="https://example.org/q3", title="Q3 review"),)
    when_retargeted(given(*active()), target=FIVE, evidence=evidence, trigger=Trigger.SCHEDULED_REVIEW).then(
        retargeted(TO_FIVE, evidence=evidence, trigger=Trigger.SCHEDULED_REVIEW)
    )


def test_what_is_so_already_records_nothing():
    when_retargeted(given(*active())).then_nothing()
    when_retargeted(
        given(*active()), target=REVENUE.target, baseline=FOUR, weight=Decimal("1.0"), kpi_id=MRR
    ).then_nothing()
    when_retargeted(given(*active()), window=WindowChange(start=NEW_YEAR)).then_nothing()


def test_the_same_target_said_otherwise_is_another_promise():
    half_more = RelativePercent(by=Decimal(50))
    when_retargeted(given(*active()), target=half_more).then(retargeted(defined(target=half_more)))


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"baseline": known(410000), "target": FIVE},
         {"baseline": known(410000), "target": FIVE, "resolved": Decimal(500000)}),
        ({"weight": Decimal(0)}, {"weight": Decimal(0)}),
        ({"tolerance": Decimal(5)}, {"tolerance": Decimal(5)}),
        ({"levels": Levels(commit=Decimal(500000))}, {"levels": Levels(commit=Decimal(500000))}),
        ({"target": Absolute(value=Decimal(300000)), "direction": Direction.DECREASE},
         {"target": Absolute(value=Decimal(300000)), "direction": Direction.DECREASE, "resolved": Decimal(300000)}),
        ({"target": FIVE, "direction": Direction.AT_LEAST},
         {"target": FIVE, "direction": Direction.AT_LEAST, "resolved": Decimal(500000)}),
    ],
)  # fmt: skip
def test_every_controlled_field_is_moved_by_a_retarget(changes: Any, after: Any):
    when_retargeted(given(*active()), **changes).then(retargeted(defined(**after)))


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (WindowChange(end=LATER), within(NEW_YEAR, LATER, start=NEW_YEAR, end=LATER)),
        (WindowChange(duration="P6M"), within(NEW_YEAR, date(2023, 6, 30), start=NEW_YEAR, duration="P6M")),
        (WindowChange(start=date(2023, 2, 1)),
         within(date(2023, 2, 1), date(2024, 1, 31), start=date(2023, 2, 1), duration="P12M")),
        (WindowChange(deadline=NEW_YEAR), within(NEW_YEAR, NEW_YEAR, start=NEW_YEAR, deadline=NEW_YEAR)),
        (WindowChange(period="2023-Q1"), within(NEW_YEAR, date(2023, 3, 31), period="2023-Q1")),
    ],
)  # fmt: skip
def test_a_window_is_moved_by_the_fields_that_are_given(change: WindowChange, after: Any):
    when_retargeted(given(*active()), window=change).then(retargeted(defined(**after)))


def test_a_window_of_a_period_keeps_its_first_day_when_its_end_is_moved():
    quarter = defined(**within(NEW_YEAR, date(2023, 3, 31), period="2023-Q1"))
    moved = defined(**within(NEW_YEAR, TODAY, start=NEW_YEAR, end=TODAY))
    when_retargeted(given(*active(quarter)), window=WindowChange(end=TODAY)).then(retargeted(moved, quarter))


def test_a_window_of_a_period_keeps_its_last_day_when_its_start_is_moved():
    later = date(2023, 2, 1)
    quarter = defined(**within(NEW_YEAR, date(2023, 3, 31), period="2023-Q1"))
    moved = defined(**within(later, date(2023, 3, 31), start=later, end=date(2023, 3, 31)))
    when_retargeted(given(*active(quarter)), window=WindowChange(start=later)).then(retargeted(moved, quarter))


def test_a_window_that_began_with_the_goal_keeps_its_first_day():
    began = defined(**within(NEW_YEAR, date(2023, 3, 31), anchor=Anchor.GOAL_START, duration="P3M"))
    longer = defined(**within(NEW_YEAR, TODAY.replace(day=30), anchor=Anchor.GOAL_START, duration="P6M"))
    ended = defined(**within(NEW_YEAR, TODAY, start=NEW_YEAR, end=TODAY))
    when_retargeted(given(*active(began)), window=WindowChange(duration="P6M")).then(retargeted(longer, began))
    when_retargeted(given(*active(began)), window=WindowChange(end=TODAY)).then(retargeted(ended, began))


def test_a_calendar_changed_since_moves_no_window_by_the_way():
    quarter = defined(**within(NEW_YEAR, date(2023, 3, 31), period="2023-Q1"))
    story = given(*active(quarter))
    story.tell(story.workspace_id, PolicyChanged(policy=Policy(fiscal_year_start=4)))
    after = defined(**within(NEW_YEAR, date(2023, 3, 31), period="2023-Q1"), target=FIVE, resolved=Decimal(500000))
    when_retargeted(story, target=FIVE).then(retargeted(after, quarter))


def test_a_kpi_is_exchanged_with_its_series():
    other = elsewhere(
        EUROS, KpiRedefined(measure=measured_in("EUR", UnitKind.CURRENCY, "EUR"), series=2, reason="gross to net")
    )
    when_retargeted(given(*active(), *other), kpi_id=EUROS, baseline=known(1), target=FIVE).then(
        retargeted(defined(kpi_id=EUROS, series=2, baseline=known(1), target=FIVE, resolved=Decimal(500000)))
    )


def test_a_goal_on_a_kpi_retired_since_may_still_be_retargeted():
    when_retargeted(given(*active(), *elsewhere(MRR, KpiRetired())), target=FIVE).then(retargeted(TO_FIVE))


@pytest.mark.parametrize(
    ("changes", "refusal", "pointer"),
    [
        ({"target": Absolute(value=Decimal(400000))}, TargetIsBaseline, "/target"),
        ({"target": Absolute(value=Decimal(399999))}, TargetContradictsDirection, "/target"),
        ({"target": Range(low=Decimal(1), high=Decimal(2))}, TargetContradictsDirection, "/target"),
        ({"target": FromTo(from_=Decimal(1), to=Decimal(2))}, TargetCannotBe, "/target"),
        ({"target": Path(points=(Point(on=TODAY, value=Decimal(500000)),))}, PathCannotBe, "/target/points"),
        ({"direction": Direction.DECREASE}, TargetContradictsDirection, "/target"),
        ({"levels": Levels(commit=Decimal(700000))}, LevelsCannotBe, "/levels"),
        ({"window": WindowChange(end=date(2022, 12, 31))}, WindowEndsBeforeItStarts, "/window/end"),
        ({"window": WindowChange(duration="P0M")}, WindowCannotBe, "/window"),
        ({"kpi_id": NOWHERE}, NoSuchReference, "/kpi_id"),
        ({"kpi_id": BOX}, NoSuchReference, "/kpi_id"),
        ({"kpi_id": None}, ActiveGoalNeeds, "/kpi_id"),
        ({"target": None}, ActiveGoalNeeds, "/target"),
        ({"window": None}, ActiveGoalNeeds, "/window"),
        ({"kpi_id": EUROS}, UnitsMixed, "/target"),
        ({"target": FIVE, "effective_on": date(2023, 6, 16)}, DayInFuture, "/effective_on"),
        ({"target": FIVE, "effective_on": date(2022, 12, 31)}, DayBeforeActivation, "/effective_on"),
        ({"target": FIVE, "reason": "         "}, ReasonTooShort, "/reason"),
        ({"target": FIVE, "reason": "  too thin  "}, ReasonTooShort, "/reason"),
    ],
)  # fmt: skip
def test_what_can_never_be_right_is_refused_where_it_stands(changes: Any, refusal: Any, pointer: str):
    when_retargeted(given(*box(), *active()), **changes).then_refused(refusal, at=pointer)


def test_a_goal_is_not_moved_to_a_retired_kpi():
    when_retargeted(given(*active(), *elsewhere(EUROS, KpiRetired())), kpi_id=EUROS).then_refused(KpiIsRetired)


def test_ten_characters_are_a_reason():
    when_retargeted(given(*active()), target=FIVE, reason="0123456789").then(retargeted(TO_FIVE, reason="0123456789"))


def test_a_sealed_reason_is_a_reason():
    sealed = seal(REASON, subject="ana", key=new_key())
    when_retargeted(given(*active()), target=FIVE, reason=sealed).then(retargeted(TO_FIVE, reason=sealed))


def test_a_retarget_may_be_told_late():
    when_retargeted(given(*active()), target=FIVE, effective_on=date(2023, 2, 1)).then(
        retargeted(TO_FIVE, effective_on=date(2023, 2, 1))
    )


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (draft(), DraftIsEdited),
        ((*active(), paused()), GoalIsPaused),
        ((*active(), closed()), GoalIsClosed),
        ((*active(), closed(), GoalArchived(on=TODAY)), GoalIsArchived),
    ],
)
def test_only_an_active_goal_is_retargeted(told: Any, refusal: Any):
    when_retargeted(given(*told), target=FIVE).then_refused(refusal)


def test_a_baseline_that_is_not_known_yet_is_established_not_retargeted():
    waiting = defined(baseline=MEASURING, target=RelativePercent(by=Decimal(50)), resolved=None)
    when_retargeted(given(*active(waiting)), baseline=FOUR).then_refused(BaselineIsNotYetKnown, at="/baseline")


def test_a_pending_target_is_retargeted():
    waiting = defined(baseline=MEASURING, target=RelativePercent(by=Decimal(50)), resolved=None)
    less = defined(baseline=MEASURING, target=RelativePercent(by=Decimal(20)), resolved=None)
    when_retargeted(given(*active(waiting)), target=RelativePercent(by=Decimal(20))).then(retargeted(less, waiting))


def test_a_year_moved_to_its_own_dates_is_said_otherwise_and_so_recorded():
    when_retargeted(given(*active()), window=WindowChange(end=YEAR_END)).then(
        retargeted(defined(**within(NEW_YEAR, YEAR_END, start=YEAR.start, end=YEAR_END)))
    )

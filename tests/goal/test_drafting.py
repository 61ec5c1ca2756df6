"""Creating and editing goals: whatever is given must be right, and a draft may lack the rest."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.container.errors import ContainerIsArchived
from goals.container.facts import ContainerArchived
from goals.goal.changes import WindowChange
from goals.goal.commands.drafting import CreateGoal, EditGoal
from goals.goal.definition import Definition
from goals.goal.errors import (
    BaselineCannotBe,
    DayInFuture,
    GoalExists,
    GoalIsArchived,
    LevelsCannotBe,
    LevelsNeedATarget,
    NoSuchReference,
    PathCannotBe,
    PathNeedsFixedDays,
    TargetCannotBe,
    TargetContradictsDirection,
    TargetIsBaseline,
    TargetNotInPercent,
    ToleranceCannotBe,
    UnitsMixed,
    UseARetarget,
    WeightOutOfRange,
    WindowCannotBe,
    WindowEndsBeforeItStarts,
)
from goals.goal.facts import Description, GoalAligned, GoalArchived, GoalCreated, GoalEdited
from goals.goal.state import Alignment
from goals.kpi.errors import KpiIsRetired
from goals.kpi.facts import KpiRetired
from goals.target import (
    Absolute,
    AtMost,
    Baseline,
    Bounds,
    Delta,
    FromTo,
    Levels,
    Multiplier,
    Path,
    PercentagePoints,
    Point,
    Range,
    RelativePercent,
)
from goals.vocabulary import AlignmentKind, Anchor, BaselineState, Direction, Maturity, Trigger
from goals.window import AuthoredWindow, Window
from goals.workspace.facts import AnchorRecorded, Policy, PolicyChanged
from tests.given import TODAY, elsewhere, given
from tests.goal.known import (
    BOX,
    EUROS,
    FOUR,
    KPIS,
    MEASURING,
    MRR,
    NEW_YEAR,
    NOWHERE,
    OTHER,
    RETENTION,
    REVENUE,
    UNKNOWN,
    YEAR_END,
    active,
    box,
    closed,
    created,
    defined,
    draft,
    known,
    other_goal,
)

IN_2023 = WindowChange(start=NEW_YEAR, duration="P12M")
SERVES_NOTHING = Alignment(parent_id=NOWHERE, kind=AlignmentKind.SUPPORTS)
SIX = Absolute(value=Decimal(600000))


def whole(**changes: Any) -> dict[str, Any]:
    """Everything a definition needs, said as a client would."""
    said: dict[str, Any] = {
        "title": "Increase revenue",
        "kpi_id": MRR,
        "baseline": FOUR,
        "target": SIX,
        "window": IN_2023,
    }
    return said | changes


def test_a_goal_is_created_with_what_follows_from_what_was_said():
    given(*KPIS).when(CreateGoal, **whole(owner="ana", why="Growth", tags=("q1",))).then(
        GoalCreated(
            description=Description(title="Increase revenue", why="Growth", tags=("q1",)),
            definition=defined(target=SIX),
            owner="ana",
        )
    )


def test_a_title_is_enough_for_a_draft():
    given().when(CreateGoal, title="Grow").then(
        GoalCreated(description=Description(title="Grow"), definition=Definition())
    )


def test_a_goal_is_created_once():
    given(*draft()).when(CreateGoal, **whole()).then_refused(GoalExists)


def test_every_goal_has_an_id_of_its_own():
    assert CreateGoal(title="a").goal_id != CreateGoal(title="b").goal_id


def test_a_baseline_said_with_the_target_is_known():
    given(*KPIS).when(CreateGoal, **whole(baseline=UNKNOWN, target=REVENUE.target)).then(created(REVENUE))


def test_a_baseline_of_zero_is_a_baseline():
    zero = Baseline(state=BaselineState.KNOWN, value=Decimal(0))
    given(*KPIS).when(CreateGoal, **whole(baseline=zero)).then(created(defined(baseline=zero, target=SIX)))


@pytest.mark.parametrize("baseline", [UNKNOWN, MEASURING])
def test_a_target_that_needs_the_baseline_is_pending_until_it_is_known(baseline: Baseline):
    target = RelativePercent(by=Decimal(-30))
    given(*KPIS).when(CreateGoal, **whole(baseline=baseline, target=target)).then(
        created(defined(baseline=baseline, target=target, resolved=None, direction=Direction.DECREASE))
    )


def test_a_direction_that_does_not_follow_yet_may_be_said():
    given(*KPIS).when(CreateGoal, **whole(baseline=UNKNOWN, direction=Direction.AT_LEAST)).then(
        created(defined(baseline=UNKNOWN, target=SIX, direction=Direction.AT_LEAST))
    )


def test_a_range_is_to_be_maintained():
    target = Range(low=Decimal(10), high=Decimal(15))
    resolved = Bounds(low=Decimal(10), high=Decimal(15))
    given(*KPIS).when(CreateGoal, **whole(target=target)).then(
        created(defined(target=target, resolved=resolved, direction=Direction.MAINTAIN))
    )


@pytest.mark.parametrize(
    ("changes", "refusal", "pointer"),
    [
        ({"kpi_id": NOWHERE}, NoSuchReference, "/kpi_id"),
        ({"container_id": NOWHERE}, NoSuchReference, "/container_id"),
        ({"parents": (SERVES_NOTHING,)}, NoSuchReference, "/parents/0/parent_id"),
        ({"target": Absolute(value=Decimal(400000))}, TargetIsBaseline, "/target"),
        ({"target": Delta(by=Decimal(0))}, TargetIsBaseline, "/target"),
        ({"target": AtMost(value=Decimal(3)), "direction": Direction.INCREASE}, TargetContradictsDirection, "/target"),
        ({"direction": Direction.DECREASE}, TargetContradictsDirection, "/target"),
        ({"target": AtMost(value=Decimal(1)), "direction": Direction.AT_LEAST}, TargetContradictsDirection, "/target"),
        ({"target": FromTo(from_=Decimal(1), to=Decimal(2))}, TargetCannotBe, "/target"),
        ({"target": FromTo(from_=Decimal(1), to=Decimal(2)), "baseline": MEASURING}, TargetCannotBe, "/target/from"),
        ({"target": Multiplier(factor=Decimal(2)), "baseline": known(0)}, TargetCannotBe, "/target"),
        ({"target": Range(low=Decimal(2), high=Decimal(1))}, TargetCannotBe, "/target"),
        ({"target": PercentagePoints(by=Decimal(15))}, TargetNotInPercent, "/target/kind"),
        ({"target": Range(low=Decimal(1), high=Decimal(1))}, ToleranceCannotBe, "/tolerance"),
        ({"direction": Direction.MAINTAIN, "tolerance": Decimal(0)}, ToleranceCannotBe, "/tolerance"),
        ({"baseline": Baseline(state=BaselineState.KNOWN)}, BaselineCannotBe, "/baseline/value"),
        ({"baseline": replace(MEASURING, value=Decimal(1))}, BaselineCannotBe, "/baseline/value"),
        ({"baseline": replace(FOUR, observed_on=date(2023, 6, 16))}, DayInFuture, "/baseline/observed_on"),
        ({"weight": Decimal(-1)}, WeightOutOfRange, "/weight"),
        ({"levels": Levels(commit=Decimal(700000))}, LevelsCannotBe, "/levels"),
        ({"levels": Levels(commit=Decimal(400000))}, LevelsCannotBe, "/levels"),
        ({"levels": Levels(stretch=Decimal(500000))}, LevelsCannotBe, "/levels"),
        ({"levels": Levels(commit=Decimal(1)), "target": None}, LevelsNeedATarget, "/levels"),
        ({"window": WindowChange(start=YEAR_END, end=NEW_YEAR)}, WindowEndsBeforeItStarts, "/window/end"),
        ({"window": WindowChange(start=YEAR_END, deadline=NEW_YEAR)}, WindowEndsBeforeItStarts, "/window/deadline"),
        ({"window": WindowChange(start=NEW_YEAR, duration="soon")}, WindowCannotBe, "/window"),
        ({"window": WindowChange(period="2023-Q5")}, WindowCannotBe, "/window"),
        ({"window": WindowChange(start=NEW_YEAR, end=YEAR_END, tz="Mars/Crater")}, WindowCannotBe, "/window"),
    ],
)  # fmt: skip
def test_what_can_never_be_right_is_refused_where_it_stands(changes: Any, refusal: Any, pointer: str):
    given(*KPIS).when(CreateGoal, **whole(**changes)).then_refused(refusal, at=pointer)


def test_a_baseline_observed_today_is_in_time():
    today = replace(FOUR, observed_on=TODAY)
    given(*KPIS).when(CreateGoal, **whole(baseline=today)).then(created(defined(baseline=today, target=SIX)))


def test_a_window_may_begin_and_end_on_the_same_day():
    window = WindowChange(start=NEW_YEAR, end=NEW_YEAR)
    given(*KPIS).when(CreateGoal, **whole(window=window)).then(
        created(
            defined(
                target=SIX,
                window=AuthoredWindow(start=NEW_YEAR, end=NEW_YEAR),
                span=Window(start=NEW_YEAR, end=NEW_YEAR, tz="UTC"),
            )
        )
    )


def test_a_retired_kpi_measures_no_new_goal():
    given(*KPIS, *elsewhere(MRR, KpiRetired())).when(CreateGoal, **whole()).then_refused(KpiIsRetired, at="/kpi_id")


def test_nothing_is_put_into_an_archived_container():
    given(*box(), *elsewhere(BOX, ContainerArchived())).when(CreateGoal, title="Grow", container_id=BOX).then_refused(
        ContainerIsArchived, at="/container_id"
    )


def test_percentage_points_are_for_kpis_in_percent():
    target = PercentagePoints(by=Decimal(15))
    given(*KPIS).when(CreateGoal, **whole(kpi_id=RETENTION, baseline=known(40), target=target)).then(
        created(defined(kpi_id=RETENTION, baseline=known(40), target=target, resolved=Decimal(55)))
    )


@pytest.mark.parametrize(
    "levels", [Levels(commit=Decimal(600000)), Levels(commit=Decimal(400001), stretch=Decimal(900000))]
)
def test_levels_lie_on_the_way_from_the_baseline_over_the_target(levels: Levels):
    given(*KPIS).when(CreateGoal, **whole(levels=levels)).then(created(defined(target=SIX, levels=levels)))


def test_levels_of_a_decrease_go_down():
    levels = Levels(commit=Decimal(350000), stretch=Decimal(200000))
    target = Absolute(value=Decimal(300000))
    given(*KPIS).when(CreateGoal, **whole(target=target, levels=levels)).then(
        created(defined(target=target, resolved=Decimal(300000), direction=Direction.DECREASE, levels=levels))
    )


def test_a_path_ends_with_its_window():
    path = Path(points=(Point(on=YEAR_END, value=Decimal(600000)),))
    short = Path(points=(Point(on=TODAY, value=Decimal(600000)),))
    given(*KPIS).when(CreateGoal, **whole(target=path)).then(created(defined(target=path)))
    given(*KPIS).when(CreateGoal, **whole(target=short)).then_refused(PathCannotBe, at="/target/points")


def test_a_path_needs_days_that_are_fixed():
    path = Path(points=(Point(on=YEAR_END, value=Decimal(600000)),))
    window = WindowChange(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M")
    given(*KPIS).when(CreateGoal, **whole(target=path, window=window)).then_refused(PathNeedsFixedDays)


def test_a_window_that_names_no_zone_is_in_the_workspaces():
    story = given(*KPIS)
    story.tell(story.workspace_id, PolicyChanged(policy=Policy(tz="Europe/Berlin", fiscal_year_start=4)))
    story.when(CreateGoal, **whole(window=WindowChange(period="2023-Q1"))).then(
        created(
            defined(
                target=SIX,
                window=AuthoredWindow(period="2023-Q1", tz="Europe/Berlin"),
                span=Window(start=date(2023, 4, 1), end=date(2023, 6, 30), tz="Europe/Berlin"),
            )
        )
    )


def test_a_window_on_a_launch_waits_for_it():
    launch = WindowChange(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M")
    waiting = defined(target=SIX, window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M"), span=None)
    given(*KPIS).when(CreateGoal, **whole(window=launch)).then(created(waiting))
    story = given(*KPIS)
    story.tell(story.workspace_id, AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=date(2023, 5, 2)))
    resolved = Window(start=date(2023, 5, 2), end=date(2023, 8, 1), tz="UTC")
    story.when(CreateGoal, **whole(window=launch)).then(created(replace(waiting, span=resolved)))


def test_a_goal_may_be_created_under_its_parents():
    parents = (Alignment(parent_id=OTHER, kind=AlignmentKind.CONTRIBUTES),)
    given(*other_goal()).when(CreateGoal, title="Grow", parents=parents, maturity=Maturity.PRELIMINARY).then(
        GoalCreated(description=Description(title="Grow"), definition=Definition(), maturity=Maturity.PRELIMINARY),
        GoalAligned(parent_id=OTHER, kind=AlignmentKind.CONTRIBUTES, weight=Decimal(1)),
    )


def test_words_are_edited_one_by_one():
    given(*draft(aim="Grow MRR", tags=("q1",))).when(EditGoal, why="To stay", aim=None).then(
        GoalEdited(description=Description(title="Increase revenue", why="To stay", tags=("q1",)))
    )


def test_words_of_an_active_and_of_a_closed_goal_are_edited_too():
    edited = GoalEdited(description=Description(title="Increase revenue", trigger=Trigger.OTHER))
    given(*active()).when(EditGoal, trigger=Trigger.OTHER).then(edited)
    given(*active(), closed()).when(EditGoal, trigger=Trigger.OTHER).then(edited)


def test_the_same_words_and_the_same_definition_record_nothing():
    given(*draft()).when(EditGoal, title="Increase revenue", target=REVENUE.target, window=IN_2023).then_nothing()


def test_a_drafts_definition_is_edited():
    given(*draft()).when(EditGoal, target=Delta(by=Decimal(100000))).then(
        GoalEdited(definition=defined(target=Delta(by=Decimal(100000)), resolved=Decimal(500000)))
    )


def test_a_drafts_target_is_taken_back():
    given(*draft()).when(EditGoal, target=None, direction=None).then(
        GoalEdited(definition=defined(target=None, resolved=None, direction=None))
    )


def test_an_edited_draft_must_be_right_too():
    given(*draft()).when(EditGoal, target=Absolute(value=Decimal(400000))).then_refused(TargetIsBaseline)


@pytest.mark.parametrize("field", ["target", "kpi_id", "window", "weight"])
def test_an_active_goals_definition_is_not_edited(field: str):
    asked = {"target": SIX, "kpi_id": MRR, "window": IN_2023, "weight": Decimal(2)}
    refused = given(*active()).when(EditGoal, **{field: asked[field]}).then_refused(UseARetarget, at=f"/{field}")
    assert "use a retarget" in refused.message


def test_an_archived_goal_is_not_edited():
    given(*draft(), GoalArchived(on=TODAY)).when(EditGoal, title="New").then_refused(GoalIsArchived)


def test_a_goal_in_dollars_does_not_become_one_in_euros_by_its_kpi_alone():
    given(*draft()).when(EditGoal, kpi_id=EUROS).then_refused(UnitsMixed, at="/target")


def test_a_goal_in_dollars_becomes_one_in_euros_with_all_its_numbers_told_anew():
    given(*draft()).when(EditGoal, kpi_id=EUROS, baseline=known(1), target=Absolute(value=Decimal(2))).then(
        GoalEdited(
            definition=defined(kpi_id=EUROS, baseline=known(1), target=Absolute(value=Decimal(2)), resolved=Decimal(2))
        )
    )

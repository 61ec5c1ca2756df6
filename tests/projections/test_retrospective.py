"""What came of a period: which goals belong to it, and what of them?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from goals.container.facts import ContainerOpened, ContainerRenamed
from goals.facts import Actor
from goals.goal.facts import Commented, GoalClosed, GoalEdited, GoalPaused, GoalReopened, OwnerChanged, WaiverGranted
from goals.identity import reading_id
from goals.kpi.facts import KpiDefined, KpiEdited
from goals.milestone.facts import (
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneDropped,
    MilestoneProgressed,
    MilestoneRescheduled,
    MilestoneRescoped,
)
from goals.milestone.shape import Counted, Deliverable
from goals.period import Period
from goals.reading.facts import ReadingCorrected, ReadingVoided
from goals.vocabulary import ActorType, ContainerKind, Outcome
from goals.workspace.facts import Policy, PolicyChanged
from projections.answers.axes import Axis
from projections.answers.retrospective import report
from projections.answers.retrospective.errors import PeriodTooLong
from projections.answers.scope import Scope
from tests.projections.looking_back import Q1, looking, until
from tests.projections.story import (
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
    reading,
    retargeted,
    telling,
)

APRIL, MAY, JUNE, LATER = date(2023, 4, 1), date(2023, 5, 2), date(2023, 6, 30), date(2023, 8, 1)
Q2 = Period(first=APRIL, last=JUNE, name="2023-Q2")
EVA = Actor(type=ActorType.USER, id="eva")
STEP = "0190a0a0-0000-7000-8000-0000000000e1"
CONTAINER = "0190a0a0-0000-7000-8000-0000000000c1"
UNUSED = "0190a0a0-0000-7000-8000-00000000000b"
EFFECTIVE = Axis.EFFECTIVE


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def pursue(told: Told) -> None:
    told.tell(START, GOAL, created(), activated())


def looked_back(told: Told, period: Period = Q2, axis: Axis = Axis.RECORDED, *, on: date = LATER) -> dict[str, Any]:
    with told.asking(on) as asking:
        found = report.answer(asking, period, axis=axis, scope=Scope())
    assert found is not None
    return found


def types(told: Told, period: Period = Q2, axis: Axis = Axis.RECORDED) -> list[str]:
    changes = looked_back(told, period, axis)["changes"]
    return [change["type"].removeprefix("goalpost.").removesuffix(".v1") for change in changes]


def listed(told: Told, kind: str, period: Period = Q2, axis: Axis = Axis.RECORDED) -> list[str]:
    return [each["milestone_id"] for each in looked_back(told, period, axis)["milestones"][kind]]


def step(told: Told, due: date | None = MAY, on: date = START) -> None:
    told.tell(on, GOAL, MilestoneAdded(milestone_id=STEP, title="Sign", shape=Deliverable(), due=due))


def regarded(told: Told, period: Period = Q2, axis: Axis = Axis.RECORDED) -> set[str]:
    with looking(told, LATER, period=period, axis=axis) as seen:
        return {each.goal_id for each in seen.goals}


def test_a_goal_that_had_ended_before_the_period_does_not_belong_to_it(told: Told):
    pursue(told)
    told.tell(date(2023, 3, 31), GOAL, GoalClosed(on=date(2023, 3, 31), outcome=Outcome.MISSED))
    assert (regarded(told, Q1), regarded(told, Q2)) == ({GOAL}, set())
    assert looked_back(told)["closing"]["rollup"]["current"]["goals"] == 1


def test_a_goal_that_ended_on_the_first_day_was_still_pursued(told: Told):
    pursue(told)
    told.tell(APRIL, GOAL, GoalClosed(on=APRIL, outcome=Outcome.MISSED))
    assert [aim["since"] for aim in looked_back(told)["aims"]] == ["2023-04-01"]


def test_one_that_was_reopened_was_pursued_from_then(told: Told):
    pursue(told)
    told.tell(START, GOAL, GoalClosed(on=START, outcome=Outcome.MISSED))
    told.tell(MAY, GOAL, GoalReopened(on=MAY, reason="It was closed by mistake"))
    assert [aim["since"] for aim in looked_back(told)["aims"]] == ["2023-05-02"]


def test_a_draft_made_in_the_period_is_told_and_not_aimed_at(told: Told):
    told.tell(MAY, GOAL, created())
    answer = looked_back(told)
    assert (answer["opening"]["goals"], answer["aims"]) == ([], [])
    assert [line["state"] for line in answer["closing"]["goals"]] == ["draft"]
    assert types(told) == ["goal.created"]


def test_a_draft_that_nobody_touched_is_not_told(told: Told):
    told.tell(START, GOAL, created())
    assert regarded(told) == set()


def test_what_was_only_said_changes_nothing(told: Told):
    pursue(told)
    told.tell(MAY, GOAL, Commented(text="Well done"))
    step(told)
    told.tell(MAY, GOAL, MilestoneProgressed(milestone_id=STEP, effective_on=MAY))
    assert types(told) == []


def test_a_closed_goal_that_was_only_commented_does_not_belong_to_the_period(told: Told):
    pursue(told)
    told.tell(START, GOAL, GoalClosed(on=START, outcome=Outcome.MISSED))
    told.tell(MAY, GOAL, Commented(text="A pity"))
    assert regarded(told) == set()
    told.tell(MAY, GOAL, OwnerChanged(owner="ben"))
    assert regarded(told) == {GOAL}


def test_everything_that_was_changed_is_told_in_the_order_it_was_recorded(told: Told):
    pursue(told)
    told.tell(MAY, GOAL, OwnerChanged(owner="ben"))
    told.tell(MAY, WORKSPACE, PolicyChanged(policy=Policy(freeze_days=14)))
    told.tell(MAY, KPI, KpiEdited(name="Monthly revenue"))
    told.tell(MAY, GOAL, WaiverGranted(on=MAY, until=JUNE, reason="The provider is replaced"))
    told.tell(MAY, GOAL, GoalPaused(on=MAY, reason="No budget"), GoalEdited())
    assert types(told) == [
        "goal.owner-changed",
        "workspace.policy-changed",
        "kpi.edited",
        "goal.waiver-granted",
        "goal.paused",
        "goal.edited",
    ]


def test_containers_and_kpis_of_other_goals_are_not_told(told: Told):
    told.tell(START, CONTAINER, ContainerOpened(name="Ours", kind=ContainerKind.THEME))
    told.tell(START, UNUSED, KpiDefined(key="churn", name="Churn", measure=MEASURE))
    pursue(told)
    told.tell(MAY, UNUSED, KpiEdited(name="Left us"))
    told.tell(MAY, CONTAINER, ContainerRenamed(name="Theirs"))
    assert types(told) == []
    told.tell(JUNE, OTHER, created(container_id=CONTAINER))
    assert types(told) == ["container.renamed", "goal.created"]


def test_a_backdated_retarget_belongs_to_when_it_was_recorded_or_to_when_it_took_effect(told: Told):
    pursue(told)
    told.tell(MAY, GOAL, retargeted(MRR, aiming(500_000), on=date(2023, 3, 1)))
    recorded = {period.name: types(told, period) for period in (Q1, Q2)}
    effective = {period.name: types(told, period, EFFECTIVE) for period in (Q1, Q2)}
    assert (recorded["2023-Q2"], effective["2023-Q2"]) == (["goal.retargeted"], [])
    assert ("goal.retargeted" in recorded["2023-Q1"], "goal.retargeted" in effective["2023-Q1"]) == (False, True)


def test_by_effect_changes_are_told_by_the_day_on_which_they_took_effect(told: Told):
    pursue(told)
    told.tell(MAY, GOAL, OwnerChanged(owner="ben"))
    told.tell(JUNE, GOAL, retargeted(MRR, aiming(500_000), on=APRIL))
    assert types(told, Q2, EFFECTIVE) == ["goal.retargeted", "goal.owner-changed"]


def test_what_was_announced_before_the_period_is_not_aimed_at_until_it_takes_effect(told: Told):
    pursue(told)
    told.tell(date(2023, 3, 30), GOAL, retargeted(MRR, aiming(500_000), on=date(2023, 4, 6)))
    answer = looked_back(told)
    assert [aim["target"]["resolved"] for aim in answer["aims"]] == ["600000"]
    assert [line["target"] for line in answer["closing"]["goals"]] == ["500000"]


@pytest.mark.parametrize("axis", Axis)
def test_what_was_announced_before_the_period_for_its_first_day_is_aimed_at_and_told_among_its_changes(
    told: Told, axis: Axis
):
    pursue(told)
    told.tell(date(2023, 3, 25), GOAL, retargeted(MRR, aiming(500_000), on=APRIL))
    answer = looked_back(told, axis=axis)
    assert [(aim["since"], aim["target"]["resolved"]) for aim in answer["aims"]] == [("2023-04-01", "500000")]
    assert [(each["retarget"]["effective_on"], each["announced"]) for each in answer["changes"]] == [
        ("2023-04-01", True)
    ]
    before = [each["announced"] for each in looked_back(told, Q1, axis)["changes"] if each["retarget"] is not None]
    assert before == ([False] if axis is Axis.RECORDED else [])


def test_what_was_announced_and_overtaken_before_the_period_took_no_effect_in_it(told: Told):
    pursue(told)
    told.tell(date(2023, 3, 25), GOAL, retargeted(MRR, aiming(500_000), on=MAY))
    told.tell(date(2023, 3, 26), GOAL, retargeted(aiming(500_000), aiming(700_000), on=date(2023, 3, 26)))
    assert types(told) == []


def test_what_is_announced_for_after_the_period_is_not_told_in_it(told: Told):
    pursue(told)
    told.tell(date(2023, 3, 25), GOAL, retargeted(MRR, aiming(500_000), on=date(2023, 7, 1)))
    assert types(told) == []


def test_corrected_and_voided_readings_are_changes_with_who_and_why(told: Told):
    pursue(told)
    for day in (date(2023, 3, 20), MAY):
        told.read(day, 450_000)
    first, second = (reading_id(kpi_id=KPI, key=day.isoformat()) for day in (date(2023, 3, 20), MAY))
    told.tell(JUNE, first, ReadingCorrected(kpi_id=KPI, value=Decimal(440_000), reason="Counted twice"), by=EVA)
    told.tell(date(2023, 7, 3), second, ReadingVoided(kpi_id=KPI, reason="Never taken"))
    (change,) = looked_back(told)["changes"]
    assert (change["type"], change["kpi_id"]) == ("goalpost.reading.corrected.v1", KPI)
    assert (change["actor"]["id"], change["reason"]) == ("eva", "Counted twice")
    assert change["changes"] == [{"field": "value", "before": "450000", "after": "440000"}]
    assert types(told, Q2, EFFECTIVE) == ["reading.voided"]
    assert types(told, Q1, EFFECTIVE)[-1] == "reading.corrected"


def test_corrected_readings_of_other_kpis_are_not_told(told: Told):
    told.tell(START, UNUSED, KpiDefined(key="churn", name="Churn", measure=MEASURE))
    pursue(told)
    fact = reading(MAY, 5)
    told.tell(MAY, reading_id(kpi_id=UNUSED, key=fact.key), replace(fact, kpi_id=UNUSED))
    voided = ReadingVoided(kpi_id=UNUSED, reason="Never taken")
    told.tell(MAY, reading_id(kpi_id=UNUSED, key=fact.key), voided)
    assert types(told) == []


def test_a_goal_imported_later_was_there_by_all_that_is_known(told: Told):
    told.tell(LATER, GOAL, created(), activated())
    recorded, effective = looked_back(told), looked_back(told, axis=EFFECTIVE)
    assert (recorded["opening"]["goals"], recorded["closing"]["goals"]) == ([], [])
    assert [line["state"] for line in effective["opening"]["goals"]] == ["active"]
    (line,) = effective["closing"]["goals"]
    assert {"field": "state", "then": None, "now": "active"} in line["differs"]


def test_a_late_reading_differs_from_what_was_known_on_either_axis(told: Told):
    pursue(told)
    told.read(MAY, 450_000)
    told.read(JUNE, 480_000, recorded=date(2023, 7, 3))
    recorded, effective = ((looked_back(told, axis=axis)["closing"]["goals"][0]) for axis in Axis)
    assert (recorded["value"], effective["value"]) == ("450000", "480000")
    assert recorded["differs"] == effective["differs"]
    assert {"field": "value", "then": "450000", "now": "480000"} in recorded["differs"]


def test_a_milestone_is_done_when_that_was_recorded_or_when_it_was(told: Told):
    pursue(told)
    step(told)
    told.tell(date(2023, 7, 3), GOAL, MilestoneCompleted(milestone_id=STEP, effective_on=JUNE))
    q3 = Period(first=date(2023, 7, 1), last=date(2023, 7, 31))
    assert [listed(told, "done", period) for period in (Q2, q3)] == [[], [STEP]]
    assert [listed(told, "done", period, EFFECTIVE) for period in (Q2, q3)] == [[STEP], []]


def test_a_milestone_that_slipped_and_was_dropped_is_in_both_lists_with_its_reason(told: Told):
    pursue(told)
    step(told)
    told.tell(date(2023, 4, 20), GOAL, MilestoneRescheduled(milestone_id=STEP, before=MAY, after=JUNE, reason="Away"))
    told.tell(JUNE, GOAL, MilestoneDropped(milestone_id=STEP, reason="Nobody needs it"))
    found = looked_back(told)["milestones"]
    assert [kind for kind, each in found.items() if each] == ["slipped", "dropped"]
    assert (found["slipped"][0]["moved_days"], found["dropped"][0]["said"]) == (59, "Nobody needs it")


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        ([MAY + timedelta(days=8)], ["slipped"]),
        ([MAY - timedelta(days=16)], ["pulled_forward"]),
        ([MAY + timedelta(days=8), MAY], []),
        ([MAY - timedelta(days=16), MAY + timedelta(days=1)], ["slipped"]),
    ],
)
@pytest.mark.parametrize("axis", Axis)
def test_a_milestone_slipped_that_is_due_later_than_it_was_when_the_period_began(
    told: Told, axis: Axis, days: list[date], kinds: list[str]
):
    pursue(told)
    step(told)
    for before, after in pairwise([MAY, *days]):
        moved = MilestoneRescheduled(milestone_id=STEP, before=before, after=after, reason="Away")
        told.tell(APRIL, GOAL, moved)
    found = looked_back(told, axis=axis)["milestones"]
    assert [kind for kind in ("slipped", "pulled_forward") if found[kind]] == kinds
    assert [found[kind][0]["moved_days"] for kind in kinds] == [(days[-1] - MAY).days for _ in kinds]


def test_a_milestone_that_is_done_says_who_said_so_when_and_what(told: Told):
    pursue(told)
    step(told)
    told.tell(MAY, GOAL, MilestoneCompleted(milestone_id=STEP, effective_on=MAY, note="Signed by both"), by=EVA)
    (found,) = looked_back(told)["milestones"]["done"]
    assert (found["completed"]["actor"]["id"], found["completed"]["note"]) == ("eva", "Signed by both")
    assert found["completed"]["event_id"] == told.events[-1].envelope.event_id
    assert found["completed"]["recorded_at"] == "2023-05-02T09:00:00.000000Z"


def test_one_that_was_rescoped_when_it_was_done_says_who_had_completed_it(told: Told):
    pursue(told)
    step(told)
    told.tell(MAY, GOAL, MilestoneCompleted(milestone_id=STEP, effective_on=MAY), by=EVA)
    calls = Counted(required_count=Decimal(2))
    told.tell(JUNE, GOAL, MilestoneRescoped(milestone_id=STEP, before=Deliverable(), after=calls, reason="Two of them"))
    (found,) = looked_back(told)["milestones"]["done"]
    assert (found["completed"]["actor"]["id"], found["completed"]["note"]) == ("eva", None)


def test_an_open_milestone_is_overdue_once_its_day_has_passed(told: Told):
    pursue(told)
    step(told, due=JUNE)
    assert listed(told, "overdue") == []
    assert listed(told, "overdue", Period(first=APRIL, last=date(2023, 7, 1))) == [STEP]


def test_a_milestone_is_added_in_the_period_in_which_it_was_planned(told: Told):
    pursue(told)
    step(told, on=MAY)
    assert [listed(told, "added", period) for period in (Q1, Q2)] == [[], [STEP]]


def test_a_period_is_told_up_to_the_day_that_was_asked_about(told: Told):
    pursue(told)
    told.read(MAY, 450_000)
    told.read(date(2023, 6, 20), 480_000)
    answer = looked_back(told, on=date(2023, 6, 1))
    assert (answer["period"]["until"], answer["closing"]["on"]) == ("2023-06-01", "2023-06-01")
    assert answer["closing"]["goals"][0]["value"] == "450000"


def test_the_parts_of_a_change_add_up_to_what_came_between(told: Told):
    pursue(told)
    told.read(date(2023, 3, 1), 450_000)
    told.read(MAY, 480_000)
    told.tell(JUNE, GOAL, retargeted(MRR, aiming(500_000), on=JUNE))
    answer = looked_back(told)
    opening, closing = answer["opening"]["goals"][0], answer["closing"]["goals"][0]
    (parts,) = answer["decomposition"]["goals"]
    assert (opening["progress"]["raw"], closing["progress"]["raw"]) == ("0.2500", "0.8000")
    assert (parts["performance"], parts["retarget"], parts["total"]) == ("0.1500", "0.4000", "0.5500")
    assert answer["decomposition"]["together"]["total"] == "0.5500"


def test_a_period_of_too_many_years_is_refused(told: Told):
    with told.asking(LATER) as asking, pytest.raises(PeriodTooLong):
        report.answer(asking, Period(first=date(2020, 1, 1), last=LATER), axis=Axis.RECORDED, scope=Scope())


def test_what_is_not_there_is_no_scope(told: Told):
    with told.asking(LATER) as asking:
        for scope in (Scope(goal_id=OTHER), Scope(container_id=CONTAINER)):
            assert report.answer(asking, Q2, axis=Axis.RECORDED, scope=scope) is None


def test_a_line_names_the_day_it_is_about_in_the_goals_own_zone(told: Told):
    far = until(date(2023, 12, 31), tz="Pacific/Auckland")
    told.tell(START, GOAL, created(definition=far), activated(far))
    told.tell(START, OTHER, created(), activated())
    answer = looked_back(told)
    for end in ("opening", "closing"):
        days = {line["goal_id"]: line["on"] for line in answer[end]["goals"]}
        last = date.fromisoformat(answer[end]["on"])
        assert days == {GOAL: (last + timedelta(days=1)).isoformat(), OTHER: last.isoformat()}
    assert {line["on"] for line in looked_back(told, axis=EFFECTIVE)["closing"]["goals"]} == {"2023-06-30"}

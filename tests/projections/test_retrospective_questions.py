"""Which questions does a retrospective suggest?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace as changed

from goals.facts import Actor, Fact
from goals.goal.facts import Approval, CheckedIn, FlagAcknowledged, GoalClosed, GoalPaused, GoalReopened, OwnerChanged
from goals.identity import reading_id
from goals.milestone.facts import MilestoneAdded, MilestoneRescheduled
from goals.milestone.shape import Deliverable
from goals.period import Period
from goals.reading.facts import ReadingCorrected
from goals.vocabulary import ActorType, ApprovalRule, FlagId, Health, Outcome
from goals.workspace.facts import Policy, PolicyChanged
from projections.answers.axes import Axis
from projections.answers.retrospective import report
from projections.answers.retrospective.question import PLACES, Code
from projections.answers.scope import Scope
from projections.answers.supposing import suppose
from tests.projections.looking_back import LATER, MARCH, Q1, QUARTERLY, looking, pursue, until
from tests.projections.story import GOAL, KPI, OTHER, REASON, WORKSPACE, Told, aiming, reading, retargeted, telling

APRIL = date(2023, 4, 5)
EVA = Actor(type=ActorType.USER, id="eva")
STEP = "0190a0a0-0000-7000-8000-0000000000e1"
WEEK = timedelta(days=7)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def asked(told: Told, **more: Any) -> list[dict[str, Any]]:
    with looking(told, LATER, **more) as seen:
        return list(report.told(seen)["questions"])


def one(told: Told, code: Code, **more: Any) -> dict[str, Any]:
    (found,) = [each for each in asked(told, **more) if each["code"] == code.value]
    return found


def codes(told: Told, **more: Any) -> list[str]:
    return [each["code"] for each in asked(told, **more)]


def steadily(told: Told, *meanwhile: tuple[date, str, Fact]) -> list[str]:
    """Pursued, read every week along the way, and achieved: nothing to ask about but what was recorded meanwhile, whose
    events these are."""
    pursue(told)
    values = [424_000 + 15_000 * week - 12_000 * (week % 2) for week in range(12)]
    read = [(date(2023, 1, 8) + week * WEEK, value) for week, value in enumerate(values)]
    said = [(day, reading_id(kpi_id=KPI, key=day.isoformat()), reading(day, value)) for day, value in read]
    last = (MARCH, reading_id(kpi_id=KPI, key=MARCH.isoformat()), reading(MARCH, 600_000))
    event_ids = []
    for day, stream_id, fact in sorted([*said, last, *meanwhile], key=lambda step: step[0]):
        told.tell(day, stream_id, fact)
        event_ids.append((stream_id, told.events[-1].envelope.event_id))
    return [event_id for stream_id, event_id in event_ids if stream_id in (GOAL, WORKSPACE)]


def eased(told: Told, *, on: date = date(2023, 3, 24), **more: Any) -> None:
    pursue(told)
    told.read(date(2023, 3, 20), 480_000)
    told.tell(on, GOAL, changed(retargeted(QUARTERLY, aiming(500_000, QUARTERLY), on=on), **more))


def test_a_goal_that_went_its_way_raises_no_question(told: Told):
    steadily(told)
    assert asked(told) == []


def test_a_target_eased_late_is_asked_about_with_its_figures(told: Told):
    eased(told)
    found = one(told, Code.EASED_LATE)
    assert found["question"] == (
        "“Increase revenue”: would 600,000 have been missed at 40 %, and who agreed to 500,000, set by ana on "
        "24 March 2023, 7 days before the deadline?"
    )
    assert (found["goal_id"], found["because"]["flags"]) == (GOAL, ["R01", "R02"])
    assert found["event_ids"] == [told.events[-1].envelope.event_id]


def test_who_approved_an_easing_is_asked_why(told: Told):
    eased(told, approval=Approval(approver=EVA, proposer=Actor(type=ActorType.USER, id="ana")))
    assert "why did eva agree to 500,000, set by ana" in one(told, Code.EASED_LATE)["question"]


def test_one_eased_early_when_it_was_behind_is_asked_about_in_other_words(told: Told):
    whole = until(date(2023, 12, 31))
    pursue(told, definition=whole)
    told.read(date(2023, 3, 10), 400_000)
    told.tell(date(2023, 3, 14), GOAL, retargeted(whole, aiming(500_000, whole), on=date(2023, 3, 14)))
    found = one(told, Code.EASED_BEHIND)
    assert found["question"] == (
        "Why did ana ease “Increase revenue” from 600,000 to 500,000 on 14 March 2023, at 0 % where 20 % was expected?"
    )
    assert found["because"]["flags"] == ["R02"]
    assert not {"eased_late", "R02"} & set(codes(told))


@pytest.mark.parametrize(
    ("stream_id", "what"), [(WORKSPACE, "moved the event its window hangs on"), (KPI, "redefined its KPI")]
)
def test_what_became_easier_by_following_something_else_was_eased_by_nobody(told: Told, stream_id: str, what: str):
    eased(told, follows=stream_id)
    found = one(told, Code.EASED_ALONG)
    assert found["question"] == (
        f"“Increase revenue” became easier on 24 March 2023 because ana {what}: does it still ask enough?"
    )
    assert not {"eased_late", "R01", "R02"} & set(codes(told))


@pytest.mark.parametrize("axis", Axis)
def test_an_easing_recorded_after_it_took_effect_names_both_days_and_no_figure_of_the_later_one(told: Told, axis: Axis):
    pursue(told)
    told.read(date(2023, 3, 20), 480_000)
    told.tell(date(2023, 3, 24), GOAL, retargeted(QUARTERLY, aiming(500_000, QUARTERLY), on=date(2023, 2, 1)))
    found = one(told, Code.EASED_LATE, axis=axis)
    assert found["question"] == (
        "“Increase revenue”: would 600,000 have been missed, and who agreed to 500,000, set by ana with effect from "
        "1 February 2023, recorded on 24 March 2023?"
    )
    assert "progress_then" not in found["because"]


def test_an_easing_announced_before_the_period_was_asked_about_then(told: Told):
    whole = until(date(2023, 4, 12))
    pursue(told, definition=whole)
    told.tell(date(2023, 3, 30), GOAL, retargeted(whole, aiming(500_000, whole), on=date(2023, 4, 6)))
    april = Period(first=date(2023, 4, 1), last=date(2023, 4, 30))
    assert Code.EASED_LATE in codes(told)
    assert Code.EASED_LATE not in codes(told, period=april)


def test_what_was_judged_of_a_retarget_that_is_kept_is_asked_as_recorded(told: Told):
    eased(told)
    left_out = told.events[-1].envelope.event_id
    again = retargeted(aiming(500_000, QUARTERLY), aiming(490_000, QUARTERLY), on=date(2023, 2, 1))
    told.tell(date(2023, 3, 28), GOAL, again)
    with told.asking(LATER) as asking:
        supposed = suppose(asking, without=[left_out])
        found = report.answer(supposed, Q1, axis=Axis.RECORDED, scope=Scope())
    assert found is not None
    assert found["what_if"]["note"] == (
        "Flags and effects of the retargets kept are as they were judged when recorded."
    )
    judged = [each for each in found["questions"] if each["code"] in (Code.EASED_LATE, Code.R05)]
    assert len(judged) == 2
    assert all(each["question"].startswith("As recorded: ") for each in judged)


def test_what_the_special_question_asks_is_not_asked_again_for_its_flags(told: Told):
    eased(told)
    assert not {"R01", "R02"} & set(codes(told))


def test_of_several_easings_of_a_goal_the_last_is_asked_about(told: Told):
    eased(told)
    last = retargeted(aiming(500_000, QUARTERLY), aiming(490_000, QUARTERLY), on=date(2023, 3, 28))
    told.tell(date(2023, 3, 28), GOAL, last)
    assert one(told, Code.EASED_LATE)["event_ids"] == [told.events[-1].envelope.event_id]


def test_progress_that_came_from_the_goalposts_more_than_from_readings_is_asked_about(told: Told):
    pursue(told)
    told.tell(date(2023, 2, 1), GOAL, retargeted(QUARTERLY, aiming(450_000, QUARTERLY), on=date(2023, 2, 1)))
    told.read(date(2023, 3, 20), 450_000)
    found = one(told, Code.GAINED_BY_RETARGETING)
    assert "gained 75 points because ana moved its goalposts, and 25 points by what was read" in found["question"]
    assert found["because"]["retarget"] == "0.7500"


def test_progress_that_came_from_readings_more_is_not_asked_about(told: Told):
    pursue(told)
    told.tell(date(2023, 2, 1), GOAL, retargeted(QUARTERLY, aiming(590_000, QUARTERLY), on=date(2023, 2, 1)))
    told.read(date(2023, 3, 20), 550_000)
    assert Code.GAINED_BY_RETARGETING not in codes(told)


def test_a_verdict_that_turned_is_asked_about_and_its_figures_with_it(told: Told):
    pursue(told)
    told.read(date(2023, 3, 20), 590_000)
    told.read(MARCH, 600_000, recorded=APRIL)
    found = one(told, Code.TURNED_LATE)
    assert found["question"] == (
        "“Increase revenue” counted as missed until ana recorded 600,000 for 31 March 2023 on 5 April 2023, 5 days "
        "after its deadline: what was decided before it counted as achieved?"
    )
    assert not {"R13", "figures_changed"} & set(codes(told))


def test_figures_that_changed_without_turning_the_verdict_are_asked_about(told: Told):
    pursue(told)
    told.read(date(2023, 3, 20), 480_000)
    fact = ReadingCorrected(kpi_id=KPI, value=Decimal(470_000), reason="A typing error")
    told.tell(APRIL, reading_id(kpi_id=KPI, key="2023-03-20"), fact)
    words = one(told, Code.FIGURES_CHANGED)["question"]
    assert "was known to stand at 480,000 (40 %) on 31 March 2023, and stands at 470,000 (35 %) there" in words


def test_a_silent_goal_is_asked_about(told: Told):
    pursue(told)
    told.tell(date(2023, 1, 3), GOAL, OwnerChanged(owner="jon"))
    found = one(told, Code.SILENT)
    assert found["question"] == (
        "Nothing was read of “Increase revenue”, 89 days of silence: does jon still pursue it, and by what is it seen?"
    )


def test_a_goal_left_open_after_its_end_is_asked_about_in_other_words(told: Told):
    pursue(told, definition=until(date(2023, 3, 10)))
    told.read(date(2023, 3, 10), 600_000)
    found = one(told, Code.SILENT)
    assert found["question"] == (
        "“Increase revenue” is still open 21 days after its end: what came of it, and who closes it?"
    )
    assert "R15" not in codes(told)


def test_a_paused_goal_is_not_asked_whether_it_is_still_pursued(told: Told):
    pursue(told)
    told.tell(date(2023, 2, 1), GOAL, GoalPaused(on=date(2023, 2, 1), reason="No budget this quarter"))
    assert not {"silent", "R15"} & set(codes(told))


def test_forecasts_that_were_off_half_of_the_time_are_asked_about(told: Told):
    pursue(told)
    for week in range(10):
        told.read(date(2023, 1, 8) + week * WEEK, 405_000 + 7_000 * week)
    told.read(MARCH, 500_000)
    found = one(told, Code.FORECASTS_OFF)
    assert "outside the 80 % interval of 10 of 10 forecasts, on average" in found["question"]
    assert "too cautious" in found["question"]


def test_a_milestone_put_off_twice_is_asked_about_and_one_put_off_once_is_not(told: Told):
    pursue(told)
    told.tell(date(2023, 1, 3), GOAL, milestone(date(2023, 2, 1)))
    told.tell(date(2023, 1, 20), GOAL, later(date(2023, 2, 1), date(2023, 2, 20)))
    assert Code.SLIPPED_TWICE not in codes(told)
    told.tell(date(2023, 2, 10), GOAL, later(date(2023, 2, 20), date(2023, 3, 3)), by=EVA)
    found = one(told, Code.SLIPPED_TWICE)
    assert (
        "“Launch” of “Increase revenue” was put off 2 times, 30 days altogether, the last time by eva"
        in found["question"]
    )
    assert len(found["event_ids"]) == 2


def test_a_milestone_that_was_pulled_forward_again_did_not_slip_twice(told: Told):
    pursue(told)
    told.tell(date(2023, 1, 3), GOAL, milestone(date(2023, 2, 1)))
    told.tell(date(2023, 1, 20), GOAL, later(date(2023, 2, 1), date(2023, 2, 20)))
    told.tell(date(2023, 1, 21), GOAL, later(date(2023, 2, 20), date(2023, 2, 15)))
    assert Code.SLIPPED_TWICE not in codes(told)


def milestone(due: date) -> MilestoneAdded:
    return MilestoneAdded(milestone_id=STEP, title="Launch", shape=Deliverable(), due=due)


def later(before: date, after: date) -> MilestoneRescheduled:
    return MilestoneRescheduled(milestone_id=STEP, before=before, after=after, reason=REASON)


def test_a_goal_closed_without_a_lesson_is_asked_about_unless_it_was_reopened(told: Told):
    pursue(told)
    told.read(MARCH, 500_000)
    told.tell(MARCH, GOAL, GoalClosed(on=MARCH, outcome=Outcome.MISSED, reason=REASON))
    assert "was closed as missed by ana on 31 March 2023" in one(told, Code.NO_LESSONS)["question"]
    told.tell(MARCH, GOAL, GoalReopened(on=MARCH, reason=REASON))
    assert Code.NO_LESSONS not in codes(told)
    told.tell(MARCH, GOAL, GoalClosed(on=MARCH, outcome=Outcome.MISSED, reason=REASON, lessons="Begin earlier"))
    assert Code.NO_LESSONS not in codes(told)


def test_an_own_assessment_that_the_readings_contradict_twice_is_asked_about(told: Told):
    pursue(told)
    told.read(date(2023, 2, 20), 410_000)
    for day in (date(2023, 2, 22), date(2023, 3, 1)):
        told.tell(day, GOAL, CheckedIn(on=day, status=Health.ON_TRACK, confidence=Decimal("0.8")))
    found = one(told, Code.OWN_ASSESSMENT)
    assert "was twice said by ana to be on track, the last time on 1 March 2023" in found["question"]
    assert FlagId.R18 not in codes(told)


def test_an_owner_that_changed_is_asked_about_from_the_first_to_the_last(told: Told):
    jon, eva = OwnerChanged(owner="jon"), OwnerChanged(owner="eva")
    event_ids = steadily(told, (date(2023, 2, 1), GOAL, jon), (date(2023, 3, 1), GOAL, eva))
    found = one(told, Code.OWNER_CHANGED)
    assert "passed from nobody to eva on 1 March 2023" in found["question"]
    assert found["event_ids"] == event_ids


def test_rules_that_changed_in_the_middle_are_asked_about(told: Told):
    strict = PolicyChanged(policy=Policy(approval=ApprovalRule.ALWAYS), reason=REASON)
    steadily(told, (date(2023, 2, 1), WORKSPACE, strict))
    found = one(told, Code.POLICY_CHANGED)
    assert (found["goal_id"], found["because"]["changes"]) == (
        None,
        [{"field": "approval", "before": "none", "after": "always"}],
    )


def test_a_flag_is_asked_about_until_it_is_acknowledged(told: Told):
    moved = retargeted(QUARTERLY, aiming(610_000, QUARTERLY), on=date(2023, 2, 1))
    (event_id,) = steadily(told, (date(2023, 2, 10), GOAL, moved))
    found = one(told, Code.R05)
    assert (found["event_ids"], found["because"]["name"]) == ([event_id], "BACKDATED_CHANGE")
    told.tell(APRIL, GOAL, FlagAcknowledged(flag=FlagId.R05, event_id=event_id, note="Asked and answered"))
    assert Code.R05 not in codes(told)


def test_a_flag_raised_after_the_period_is_not_asked_about(told: Told):
    pursue(told, definition=until(date(2023, 12, 31)))
    told.read(MARCH, 450_000)
    after = aiming(610_000, until(date(2023, 12, 31)))
    told.tell(APRIL, GOAL, retargeted(until(date(2023, 12, 31)), after, on=date(2023, 4, 1)))
    assert Code.R05 not in codes(told)


def test_questions_come_by_weight_and_at_most_once_of_a_kind_for_a_goal(told: Told):
    eased(told)
    pursue(told, OTHER, until(date(2023, 12, 31)))
    told.tell(date(2023, 2, 1), OTHER, OwnerChanged(owner="jon"))
    told.tell(MARCH, GOAL, GoalClosed(on=MARCH, outcome=Outcome.MISSED, reason=REASON))
    found = [(PLACES[Code(each["code"])], each["goal_id"]) for each in asked(told)]
    assert len(found) >= 3
    assert found == sorted(set(found), key=lambda each: (each[0], each[1] or ""))


@pytest.mark.parametrize("axis", Axis)
def test_the_same_report_asks_the_same(told: Told, axis: Axis):
    eased(told)
    assert asked(told, axis=axis) == asked(told, axis=axis)


def test_every_flag_has_its_question():
    assert {flag.value for flag in FlagId} <= {code.value for code in Code}

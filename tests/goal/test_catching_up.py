"""What a goal that is open again makes up for: whatever would have followed, had it been open all the time."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from goals.goal.commands.closing import ReopenGoal
from goals.goal.commands.pausing import ResumeGoal
from goals.goal.errors import KpiUnitChanged
from goals.goal.facts import GoalEdited, GoalReopened, GoalResumed, GoalSuperseded, WindowResolved
from goals.kpi.commands import RedefineKpi, RetireKpi
from goals.kpi.errors import KpiIsRetired
from goals.kpi.facts import KpiRetired
from goals.vocabulary import Anchor, ReasonCode, Trigger
from goals.window import AuthoredWindow, Window
from goals.workspace.anchors import RecordAnchor
from tests.given import TODAY, Outcome, Story, Told, elsewhere, given
from tests.goal.known import MRR, OTHER, active, closed, defined, draft, other_goal, paused, retargeted

LAUNCH = Anchor.PRODUCT_LAUNCH
MAY, LATER = date(2023, 5, 2), date(2023, 5, 9)
IN_MAY = Window(start=MAY, end=date(2023, 8, 1), tz="UTC")
FROM_LATER = Window(start=LATER, end=date(2023, 8, 8), tz="UTC")
WAITING = defined(window=AuthoredWindow(anchor=LAUNCH, duration="P3M"), span=None)
LAUNCHED = replace(WAITING, span=IN_MAY)
RESOLVED = WindowResolved(anchor=LAUNCH, on=MAY, span=IN_MAY)
AGAIN = GoalReopened(on=TODAY, reason="A late reading")
SUPERSEDED = GoalSuperseded(on=TODAY, by_goal_id=OTHER)


def moved(story: Story) -> Told:
    return retargeted(
        replace(WAITING, span=FROM_LATER),
        LAUNCHED,
        reason_code=ReasonCode.EXTERNAL_DEPENDENCY,
        reason="The product_launch, which the window hangs on, was moved to 2023-05-09.",
        trigger=Trigger.EXTERNAL_CHANGE,
        follows=story.workspace_id,
    )


def followed(after: Any, before: Any) -> Told:
    return retargeted(
        after,
        before,
        reason_code=ReasonCode.SCOPE_CHANGE,
        reason="The KPI mrr was redefined while the goal was closed.",
        trigger=Trigger.EXTERNAL_CHANGE,
        follows=MRR,
    )


def launched(story: Story, on: date = MAY) -> Story:
    story.when(RecordAnchor, workspace_id=story.workspace_id, anchor=LAUNCH, on=on)
    return story


def redefined(story: Story, **change: Any) -> Story:
    assert story.when(RedefineKpi, kpi_id=MRR, reason="the cents count from here on", **change).error is None
    return story


def reopening(story: Story) -> Outcome:
    return story.when(ReopenGoal, reason="A late reading")


def test_a_launch_while_it_was_closed_resolves_the_window_of_a_reopened_goal():
    reopening(launched(given(*active(WAITING), closed()))).then(AGAIN, RESOLVED)


def test_a_launch_moved_while_it_was_closed_retargets_a_reopened_goal():
    story = launched(given(*active(WAITING), RESOLVED, closed()), LATER)
    reopening(story).then(AGAIN, moved(story))


def test_a_kpi_redefined_while_it_was_closed_retargets_a_reopened_goal():
    reopening(redefined(given(*active(), closed()), scale=2)).then(AGAIN, followed(defined(series=2), defined()))


def test_all_that_was_missed_follows_one_from_the_other():
    story = redefined(redefined(given(*active(WAITING), RESOLVED, closed()), scale=2), scale=3)
    there = replace(WAITING, span=FROM_LATER)
    reopening(launched(story, LATER)).then(AGAIN, moved(story), followed(replace(there, series=3), there))


def test_a_draft_that_was_superseded_follows_without_a_retarget():
    story = launched(redefined(given(*draft(WAITING), *other_goal(), SUPERSEDED), scale=2))
    reopening(story).then(AGAIN, RESOLVED, GoalEdited(definition=replace(LAUNCHED, series=2)))


def test_a_goal_that_missed_nothing_is_only_reopened():
    story = launched(given(*active(WAITING), RESOLVED, closed()))
    reopening(story).then(AGAIN)


def test_a_goal_whose_kpi_was_retired_while_it_was_closed_stays_closed():
    story = given(*active(), closed())
    story.when(RetireKpi, kpi_id=MRR)
    reopening(story).then_refused(KpiIsRetired)


def test_a_draft_whose_kpi_was_retired_is_reopened_and_waits_at_the_gate():
    story = given(*draft(), *other_goal(), SUPERSEDED, *elsewhere(MRR, KpiRetired()))
    reopening(story).then(AGAIN)


@pytest.mark.parametrize("change", [{"currency": "EUR"}, {"unit": "thousand USD"}])
def test_a_goal_whose_kpi_was_given_another_unit_while_it_was_closed_stays_closed(change: Any):
    reopening(redefined(given(*active(), closed()), **change)).then_refused(KpiUnitChanged)


def test_a_goal_follows_while_it_is_paused_and_so_misses_nothing():
    story = redefined(given(*active(), paused()), scale=2)
    story.when(ResumeGoal).then(GoalResumed(on=TODAY))


def test_a_goal_whose_kpi_is_retired_is_not_resumed():
    given(*active(), paused(), *elsewhere(MRR, KpiRetired())).when(ResumeGoal).then_refused(KpiIsRetired)

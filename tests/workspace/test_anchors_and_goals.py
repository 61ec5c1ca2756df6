"""What a launch or a market entry, recorded or moved, means for the goals whose windows hang on it."""

from datetime import date

from goals.goal.definition import Definition
from goals.goal.facts import GoalRetargeted, WindowResolved
from goals.vocabulary import Anchor
from goals.window import AuthoredWindow, Window
from goals.workspace.anchors import RecordAnchor
from tests.given import elsewhere
from tests.goal.known import KPIS, OTHER, activated, created, defined, other_goal
from tests.workspace.acting import Acting, acting

MAY, JUNE = date(2023, 5, 2), date(2023, 6, 1)
FROM_MAY = Window(start=MAY, end=date(2023, 8, 1), tz="UTC")
FROM_JUNE = Window(start=JUNE, end=date(2023, 8, 31), tz="UTC")
WAITING = defined(window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M"), span=None)


def launched(here: Acting, on: date, anchor: Anchor = Anchor.PRODUCT_LAUNCH) -> RecordAnchor:
    return RecordAnchor(workspace_id=here.workspace_id, anchor=anchor, on=on)


def pursued(definition: Definition) -> Acting:
    facts = (created(definition), activated(definition))
    return acting(*KPIS, *elsewhere(OTHER, *facts))


def test_a_window_that_waited_for_the_launch_is_resolved():
    here = pursued(WAITING)
    assert here.then_elsewhere(launched(here, MAY)) == {
        OTHER: WindowResolved(anchor=Anchor.PRODUCT_LAUNCH, on=MAY, span=FROM_MAY)
    }


def test_a_moved_launch_retargets_the_goals_it_had_resolved():
    here = pursued(WAITING)
    here.given(launched(here, MAY))
    moved = here.then_elsewhere(launched(here, JUNE))[OTHER]
    assert isinstance(moved, GoalRetargeted)
    assert (moved.before.span, moved.after.span) == (FROM_MAY, FROM_JUNE)


def test_the_window_of_a_draft_follows_a_moved_launch_without_a_retarget():
    here = acting(*KPIS, *elsewhere(OTHER, created(WAITING)))
    here.given(launched(here, MAY))
    assert isinstance(here.then_elsewhere(launched(here, JUNE))[OTHER], WindowResolved)


def test_goals_that_wait_for_something_else_are_left_alone():
    here = pursued(WAITING)
    assert here.then_elsewhere(launched(here, MAY, Anchor.MARKET_ENTRY)) == {}


def test_goals_that_wait_for_nothing_are_left_alone():
    here = acting(*KPIS, *other_goal(is_active=True))
    assert here.then_elsewhere(launched(here, MAY)) == {}

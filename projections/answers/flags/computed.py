"""Which flags of a goal depend on what came later, or on the day?"""

from collections.abc import Iterator
from datetime import date

from goals.vocabulary import FlagId
from projections.answers.asking import Asking
from projections.answers.flags import corrected, late, repeats, sandbag, silence
from projections.answers.flags.sighting import Sighting
from projections.goals import View
from projections.standing import Standing

COMPUTED = frozenset((FlagId.R11, FlagId.R13, FlagId.R14, FlagId.R15, FlagId.R17))


def sightings(asking: Asking, goal_id: str, view: View, flag: FlagId | None = None) -> Iterator[Sighting]:
    """Those of one flag, of all if None; nothing is looked for that is not asked for."""
    if flag in (None, FlagId.R11) and view.goal.retargets > 0:
        yield from repeats.of_goal(asking, goal_id)
    if flag in (None, FlagId.R15):
        yield from silence.of_goal(asking, goal_id, view, _standing(asking, view))
    if flag in (None, FlagId.R13):
        yield from late.of_goal(asking, goal_id, view)
    if flag in (None, FlagId.R14):
        yield from corrected.of_goal(asking, goal_id, view)
    if flag in (None, FlagId.R17):
        yield from sandbag.of_goal(asking, goal_id, view)


def is_seen(asking: Asking, goal_id: str, view: View, flag: FlagId) -> bool:
    """Whether there is one, without its figures where that is less to look up."""
    match flag:
        case FlagId.R11:
            return view.goal.retargets > 0 and repeats.are_there(asking, goal_id)
        case FlagId.R15:
            return silence.judged(asking, view, _standing(asking, view)) != []
        case _:
            return next(sightings(asking, goal_id, view, flag), None) is not None


def by_readings(asking: Asking, goal_id: str, view: View, *, far_since: date | None) -> Iterator[Sighting]:
    """R13, R14 and R17; the last looked for from a day on, not at all if None."""
    yield from late.of_goal(asking, goal_id, view)
    yield from corrected.of_goal(asking, goal_id, view)
    if far_since is not None:
        yield from sandbag.of_goal(asking, goal_id, view, since=far_since)


def _standing(asking: Asking, view: View) -> Standing | None:
    return asking.question.standing(view.goal.definition)

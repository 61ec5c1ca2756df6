"""Which questions does a goal raise, and who has seen them?"""

from collections.abc import Collection
from datetime import date
from typing import Any

from goals.flags import NAMES
from goals.progress import UNPACED
from goals.vocabulary import FlagId, GoalState
from projections import acknowledgements, flags, goals
from projections.acknowledgements import Acknowledged
from projections.answers import feed, forms
from projections.answers.asking import Asking
from projections.answers.flags import computed, repeats, silence
from projections.answers.flags.sighting import Sighting
from projections.answers.held import held, never_made
from projections.flags import Flagged
from projections.goals import View
from projections.standing import Standing

Seen = dict[tuple[FlagId, str], list[dict[str, Any]]]

ENDED = (GoalState.CLOSED, GoalState.ARCHIVED)


def of_goal(asking: Asking, goal_id: str, flag: FlagId | None = None) -> list[dict[str, Any]] | None:
    """Each flag of a goal, or one of them, with what it was judged by, by flag and position; None if there was no such
    goal."""
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    return None if found is None else of_view(asking, goal_id, goals.decoded(found[0]), flag)


def of_view(asking: Asking, goal_id: str, view: View, flag: FlagId | None = None) -> list[dict[str, Any]]:
    """As `of_goal`, of a goal as it stands at the position."""
    asking, view = held(asking, goal_id, view)
    if view.goal.state is GoalState.DRAFT:
        return []
    seen = _seen(asking, goal_id)
    told = [*_recorded(asking, goal_id, view, flag, seen), *_computed(asking, goal_id, view, flag, seen)]
    return sorted(told, key=lambda item: (item["flag"], item["position"] is None, item["position"]))


def ids_of(
    asking: Asking, goal_id: str, view: View, standing: Standing | None, *, achieved_on: date | None = date.min
) -> list[str]:
    """Which flags a goal has on the day, sorted.

    `view` is the goal as it was held then; `achieved_on` when it was achieved, None if it was not by then: what is not
    known to be so is looked for.
    """
    goal = view.goal
    if goal.state is GoalState.DRAFT:
        return []
    found: set[str] = set()
    if _may_be_recorded(view):
        found |= ids_recorded(asking, goal_id)
    if goal.retargets > 0 and FlagId.R11 not in found and repeats.are_there(asking, goal_id):
        found.add(FlagId.R11.value)
    found.update(each.flag.value for each in silence.judged(asking, view, standing))
    far_since = achieved_on if goal.retargets == 0 or _is_paced(standing) else date.min
    found.update(each.flag.value for each in computed.by_readings(asking, goal_id, view, far_since=far_since))
    return sorted(found)


def _may_be_recorded(view: View) -> bool:
    goal = view.goal
    if goal.retargets > 0 or goal.milestones or view.check_in is not None:
        return True
    return any(life.state in ENDED for life in view.lives)


def _is_paced(standing: Standing | None) -> bool:
    return standing is not None and standing.yardstick.direction not in UNPACED


def _recorded(asking: Asking, goal_id: str, view: View, flag: FlagId | None, seen: Seen) -> list[dict[str, Any]]:
    if not _may_be_recorded(view):
        return []
    found = _known(asking, goal_id, never_made(asking, goal_id))
    return [_of_flagged(goal_id, each, seen) for each in found if flag in (None, each.flag)]


def ids_recorded(asking: Asking, goal_id: str) -> set[str]:
    """Which were raised of a goal by what was recorded, but for retargets that are supposed never to have been."""
    without = never_made(asking, goal_id)
    if without:
        return {each.flag.value for each in _known(asking, goal_id, without)}
    return flags.ids_of(asking.rows, asking.workspace_id, goal_id, asking.position, by=last_day(asking))


def _known(asking: Asking, goal_id: str, without: Collection[int]) -> list[Flagged]:
    found = flags.of_goal(asking.rows, asking.workspace_id, goal_id, asking.position, by=last_day(asking))
    return [each for each in found if each.position not in without]


def _computed(asking: Asking, goal_id: str, view: View, flag: FlagId | None, seen: Seen) -> list[dict[str, Any]]:
    return [_of_sighting(asking, goal_id, each, seen) for each in computed.sightings(asking, goal_id, view, flag)]


def _of_flagged(goal_id: str, flagged: Flagged, seen: Seen) -> dict[str, Any]:
    kept = flagged.kept
    return {
        "flag": flagged.flag.value,
        "name": NAMES[flagged.flag],
        "goal_id": goal_id,
        "event_ids": list(kept.event_ids),
        "position": flagged.position,
        "raised_at": forms.instant(kept.recorded_at),
        "inputs": kept.inputs,
        "policy_version": kept.policy_version,
        "acknowledged": seen.get((flagged.flag, kept.event_ids[-1]), []),
    }


def _of_sighting(asking: Asking, goal_id: str, sighting: Sighting, seen: Seen) -> dict[str, Any]:
    """Judged by the policy of the moment asked about. What the day raised has no place in the log."""
    events = [feed.at(asking, position) for position in sighting.positions]
    event_ids = [event.envelope.event_id for event in events]
    last = None if sighting.is_of_the_day else events[-1]
    return {
        "flag": sighting.flag.value,
        "name": NAMES[sighting.flag],
        "goal_id": goal_id,
        "event_ids": event_ids,
        "position": None if last is None else last.position,
        "raised_at": None if last is None else forms.instant(last.recorded_at),
        "inputs": sighting.inputs,
        "policy_version": asking.workspace.policy_version,
        "acknowledged": seen.get((sighting.flag, event_ids[-1]), []),
    }


def _seen(asking: Asking, goal_id: str) -> Seen:
    found: Seen = {}
    for each in acknowledgements.of_goal(asking.rows, asking.workspace_id, goal_id, asking.position):
        found.setdefault((each.flag, each.event_id), []).append(_told(asking, each))
    return found


def _told(asking: Asking, each: Acknowledged) -> dict[str, Any]:
    return {
        "note": asking.open_text(each.note),
        "actor": forms.struct(each.actor),
        "recorded_at": forms.instant(each.recorded_at),
        "position": each.position,
        "event_id": each.event_id,
    }


def last_day(asking: Asking) -> date:
    """The last one flags may be about."""
    return asking.on if asking.is_on_given else date.max

"""Who said that a milestone was done, and when?"""

from typing import Any

from goals.facts import Event
from goals.milestone.facts import MilestoneCompleted
from goals.vocabulary import MilestoneState
from projections.answers import feed, forms
from projections.answers.asking import Asking
from projections.answers.slips import Slip

COMPLETED = MilestoneCompleted.__struct_config__.tag


def told(asking: Asking, slip: Slip) -> dict[str, Any] | None:
    """None while it is not done."""
    event = _event(asking, slip) if slip.state is MilestoneState.DONE else None
    if event is None or not isinstance(event.fact, MilestoneCompleted):
        return None
    asked = event.envelope.asked
    return {
        "event_id": event.envelope.event_id,
        "position": event.position,
        "recorded_at": forms.instant(event.recorded_at),
        "actor": forms.struct(asked.actor),
        "on_behalf_of": asked.on_behalf_of,
        "note": asking.open_text(event.fact.note),
    }


def _event(asking: Asking, slip: Slip) -> Event | None:
    """Where something else was said of it later, it is looked for."""
    said = slip.view.told
    if said is not None and said.fact == COMPLETED:
        return feed.at(asking, said.position)
    found = (each for each in reversed(feed.stream(asking, slip.view.goal_id)) if _is_completion(each, slip))
    return next(found, None)


def _is_completion(event: Event, slip: Slip) -> bool:
    return isinstance(event.fact, MilestoneCompleted) and event.fact.milestone_id == slip.milestone_id

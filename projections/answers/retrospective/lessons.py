"""Why did goals end in the period, and what was learnt?"""

from collections.abc import Sequence
from typing import Any

from goals.facts import Event
from goals.goal.facts import GoalClosed, GoalReopened, GoalSuperseded
from goals.vocabulary import Outcome
from projections.answers import feed, forms
from projections.answers.asking import Asking
from projections.answers.retrospective.happened import effective_on
from projections.answers.retrospective.seen import Seen

ENDING = GoalClosed | GoalSuperseded


def section(seen: Seen) -> list[dict[str, Any]]:
    """What was written at each closing, in the order of the changes; also at one that was withdrawn since."""
    return [_told(seen, event, event.fact) for event in seen.changes if isinstance(event.fact, ENDING)]


def _told(seen: Seen, event: Event, fact: ENDING) -> dict[str, Any]:
    asking, asked = seen.asking, event.envelope.asked
    return {
        "goal_id": event.stream_id,
        "title": seen.titles.get(event.stream_id),
        "event_id": event.envelope.event_id,
        "position": event.position,
        "recorded_at": forms.instant(event.recorded_at),
        "on": forms.day(effective_on(event, asking.workspace.policy.tz)),
        "actor": forms.struct(asked.actor),
        "on_behalf_of": asked.on_behalf_of,
        "outcome": (fact.outcome if isinstance(fact, GoalClosed) else Outcome.SUPERSEDED).value,
        "reason": asking.open_text(fact.reason),
        "lessons": asking.open_text(fact.lessons) if isinstance(fact, GoalClosed) else None,
        "withdrawn": _is_withdrawn(seen.closing, event),
    }


def _is_withdrawn(asking: Asking, event: Event) -> bool:
    later: Sequence[Event] = feed.stream(asking, event.stream_id, after=event.version)
    return any(isinstance(each.fact, GoalReopened) for each in later)

"""Who has seen a flag about an event, and what was noted?"""

from typing import Any

from goals.facts import Actor
from goals.sealing import Text
from goals.vocabulary import FlagId
from projections import acknowledgements
from projections.answers import forms
from projections.answers.asking import Asking


def noted(asking: Asking, goal_id: str, *, by: Actor, note: Text) -> frozenset[tuple[FlagId, str]]:
    """The flags of a goal that this actor acknowledged in these words, each with its event."""
    words = asking.open_text(note)
    known = acknowledgements.of_goal(asking.rows, asking.workspace_id, goal_id, asking.position)
    return frozenset(
        (each.flag, each.event_id) for each in known if each.actor == by and asking.open_text(each.note) == words
    )


def answer(asking: Asking, goal_id: str, *, flag: FlagId, event_id: str) -> dict[str, Any]:
    """All acknowledgements of one flag about one event, the first first."""
    known = acknowledgements.of_goal(asking.rows, asking.workspace_id, goal_id, asking.position)
    return {
        "flag": flag.value,
        "goal_id": goal_id,
        "event_id": event_id,
        "acknowledged": [
            {
                "note": asking.open_text(each.note),
                "actor": forms.struct(each.actor),
                "recorded_at": forms.instant(each.recorded_at),
                "position": each.position,
            }
            for each in known
            if (each.flag, each.event_id) == (flag, event_id)
        ],
    }

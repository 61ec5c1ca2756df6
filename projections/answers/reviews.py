"""Which periods were signed off, by whom, and up to where?"""

from typing import Any

from projections import reviews
from projections.answers import forms
from projections.answers.asking import Asking
from projections.reviews import Review


def answers(asking: Asking) -> list[dict[str, Any]]:
    """The newest last."""
    return [_told(asking, each) for each in reviews.known(asking.rows, asking.workspace_id, asking.position)]


def last(asking: Asking) -> dict[str, Any]:
    """The one that was just recorded."""
    return answers(asking)[-1]


def _told(asking: Asking, review: Review) -> dict[str, Any]:
    return {
        "id": review.event_id,
        "from": forms.day(review.start),
        "to": forms.day(review.end),
        "scope": {"kind": review.scope.kind.value, "id": review.scope.id},
        "reviewed_position": review.reviewed_position,
        "note": asking.open_text(review.note),
        "actor": forms.struct(review.actor),
        "on_behalf_of": review.on_behalf_of,
        "recorded_at": forms.instant(review.recorded_at),
        "recorded_position": review.position,
    }

"""What was said about a goal, beside how it stood by its readings?"""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from goals.goal.facts import CheckedIn, Commented, GoalReviewed
from projections import goals, said
from projections.answers import forms, snapshots
from projections.answers.asking import Asking
from projections.answers.snapshots import Snapshot, snapshot
from projections.goals import View
from projections.said import Kind, Said

Found = tuple[list[dict[str, Any]], int | None]
"""Items, and the position the next page begins after, None on the last."""


def check_ins(asking: Asking, goal_id: str, *, newest_first: bool, after: int | None, limit: int) -> Found | None:
    """A page of a goal's check-ins; None if there was no such goal."""
    found = _page(asking, goal_id, Kind.CHECK_IN, newest_first=newest_first, after=after, limit=limit)
    if found is None:
        return None
    shown, next_after = found
    in_order = shown[::-1] if newest_first else shown
    told = _assessed(asking, goal_id, in_order)
    return (told[::-1] if newest_first else told), next_after


def last_said(asking: Asking, goal_id: str, view: View) -> tuple[goals.CheckIn | None, goals.Review | None]:
    """The last check-in and the last review of a goal; of a day that was named, the last about it or one before it."""
    check_in, review = view.check_in, view.review
    if asking.is_on_given and check_in is not None and check_in.on > asking.on:
        found = _found(asking, goal_id, Kind.CHECK_IN, newest_first=True, after=check_in.position, most=1)
        check_in = _check_in(found[0]) if found else None
    if asking.is_on_given and review is not None and review.on > asking.on:
        found = _found(asking, goal_id, Kind.REVIEW, newest_first=True, after=review.position, most=1)
        review = _review(found[0]) if found else None
    return check_in, review


def check_in(asking: Asking, goal_id: str) -> dict[str, Any] | None:
    """The last one; None where there was none."""
    last = said.newest(asking.rows, asking.workspace_id, goal_id, Kind.CHECK_IN, before=asking.position + 1, most=1)
    return next(iter(_assessed(asking, goal_id, last)), None)


def comments(asking: Asking, goal_id: str, *, newest_first: bool, after: int | None, limit: int) -> Found | None:
    """A page of what was commented; None if there was no such goal."""
    found = _page(asking, goal_id, Kind.COMMENT, newest_first=newest_first, after=after, limit=limit)
    return None if found is None else ([_told(asking, each) for each in found[0]], found[1])


def reviews(asking: Asking, goal_id: str, *, newest_first: bool, after: int | None, limit: int) -> Found | None:
    """A page of a goal's reviews; None if there was no such goal."""
    found = _page(asking, goal_id, Kind.REVIEW, newest_first=newest_first, after=after, limit=limit)
    return None if found is None else ([_told(asking, each) for each in found[0]], found[1])


def _check_in(each: Said) -> goals.CheckIn:
    fact = each.fact
    assert isinstance(fact, CheckedIn), f"{each.position} is no check-in"
    return goals.CheckIn(
        position=each.position,
        on=fact.on,
        actor=each.actor,
        confidence=fact.confidence,
        status=fact.status,
        story=fact.story,
    )


def _review(each: Said) -> goals.Review:
    fact = each.fact
    assert isinstance(fact, GoalReviewed), f"{each.position} is no review"
    return goals.Review(position=each.position, on=fact.on, actor=each.actor, verdict=fact.verdict, note=fact.note)


def _page(
    asking: Asking, goal_id: str, kind: Kind, *, newest_first: bool, after: int | None, limit: int
) -> tuple[list[Said], int | None] | None:
    if goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position) is None:
        return None
    found = _found(asking, goal_id, kind, newest_first=newest_first, after=after, most=limit + 1)
    shown = found[:limit]
    return shown, shown[-1].position if len(found) > limit else None


def _found(asking: Asking, goal_id: str, kind: Kind, *, newest_first: bool, after: int | None, most: int) -> list[Said]:
    """Of a day that was named, what is about it or about one before it."""
    part = partial(_part, asking, goal_id, kind, newest_first=newest_first, most=most)
    if not asking.is_on_given:
        return part(after=after)
    found: list[Said] = []
    while len(found) < most and (some := part(after=after)):
        found += [each for each in some if each.is_by(asking.on)]
        after = some[-1].position
    return found[:most]


def _part(asking: Asking, goal_id: str, kind: Kind, *, newest_first: bool, after: int | None, most: int) -> list[Said]:
    of = (asking.rows, asking.workspace_id, goal_id, kind)
    if newest_first:
        return said.newest(*of, before=asking.position + 1 if after is None else after, most=most)
    return said.oldest(*of, after=0 if after is None else after, position=asking.position, most=most)


def _assessed(asking: Asking, goal_id: str, in_order: Sequence[Said]) -> list[dict[str, Any]]:
    """Each with how the goal stood, and what was different the time before."""
    if not in_order:
        return []
    first = in_order[0].position
    before = _found(asking, goal_id, Kind.CHECK_IN, newest_first=True, after=first, most=1)
    taken = [snapshot(asking, goal_id, each) for each in (*before, *in_order)]
    pairs = list(pairwise([None, *taken]))[-len(in_order) :]
    return [_told(asking, each) | _stood(each, then, now) for each, (then, now) in zip(in_order, pairs, strict=True)]


def _stood(each: Said, then: Snapshot | None, now: Snapshot | None) -> dict[str, Any]:
    assert isinstance(each.fact, CheckedIn) and now is not None
    status = each.fact.status
    return {
        "snapshot": snapshots.shown(now),
        "difference": None if then is None else snapshots.difference(then, now),
        "disagrees": None if status is None or now.health is None else status is not now.health,
    }


def _told(asking: Asking, each: Said) -> dict[str, Any]:
    return {
        "position": each.position,
        "event_id": each.event_id,
        "recorded_at": forms.instant(each.recorded_at),
        "actor": forms.struct(each.actor),
        "on_behalf_of": each.on_behalf_of,
        **_words(asking, each),
    }


def _words(asking: Asking, each: Said) -> dict[str, Any]:
    match each.fact:
        case CheckedIn() as fact:
            return {
                "on": forms.day(fact.on),
                "confidence": forms.decimal(fact.confidence),
                "status": None if fact.status is None else fact.status.value,
                "story": asking.open_text(fact.story),
            }
        case GoalReviewed() as fact:
            return {"on": forms.day(fact.on), "verdict": fact.verdict.value, "note": asking.open_text(fact.note)}
        case Commented(text=text):
            return {"text": asking.open_text(text)}

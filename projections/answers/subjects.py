"""Who is a subject, and what was done with its text?"""

from bisect import bisect_right
from typing import Any

import msgspec

from goals.keyring import ERASED
from goals.subject.facts import SubjectErased
from projections import subjects
from projections.answers import forms
from projections.answers.asking import Asking
from projections.subjects import Told

ENTRY = ("name", "email", "about")


def answer(asking: Asking, subject: str, *, is_just_erased: bool = False) -> dict[str, Any] | None:
    """None where nothing was ever sealed under it, the directory does not know it, and nothing was recorded about it.

    The keys of what `is_just_erased` are destroyed once that is durable: they count no more.
    """
    assert asking.keyring is not None, "whoever asks about subjects has the keyring"
    keys = [] if is_just_erased else asking.keyring.keys(asking.workspace_id, subject)
    standing = subjects.standing(asking.rows, asking.workspace_id, subject)
    if not keys and standing is None:
        return None
    standing = standing or subjects.Standing()
    entry = _entry(asking, subject) if keys else {}
    return {
        "id": subject,
        **{name: entry.get(name) for name in ENTRY},
        "has_entry": bool(entry),
        "is_readable": bool(keys),
        "hold": None if standing.hold is None else _told(asking, standing.hold),
        "erasures": [_erasure(asking, each) for each in standing.erasures],
    }


def page(asking: Asking, *, after: str, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """Those whose id comes after another, in the order of their characters; and whether there are more."""
    assert asking.keyring is not None, "whoever asks about subjects has the keyring"
    names = sorted(asking.keyring.names(asking.workspace_id) | subjects.names(asking.rows, asking.workspace_id))
    first = bisect_right(names, after)
    found = (answer(asking, name) for name in names[first : first + limit])
    return [each for each in found if each is not None], first + limit < len(names)


def _entry(asking: Asking, subject: str) -> dict[str, Any]:
    """What the directory says of it; empty where it says nothing, or it was erased."""
    assert asking.keyring is not None
    opened = asking.open_text(asking.keyring.entry(asking.workspace_id, subject))
    return {} if opened is None or opened == ERASED else msgspec.json.decode(opened, type=dict[str, Any])


def _erasure(asking: Asking, told: Told) -> dict[str, Any]:
    fact = told.fact
    assert isinstance(fact, SubjectErased)
    return {"ground": fact.ground.value, "asked_by": fact.asked_by, **_told(asking, told)}


def _told(asking: Asking, told: Told) -> dict[str, Any]:
    return {
        "reason": asking.open_text(told.fact.reason),
        "actor": forms.struct(told.actor),
        "on_behalf_of": told.on_behalf_of,
        "recorded_at": forms.instant(told.recorded_at),
        "recorded_position": told.position,
    }

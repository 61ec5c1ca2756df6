"""What moment a question is about: `as_of` in the log's time, `on` in the world's."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from marshmallow import ValidationError

from api.contract import etags, fields
from api.contract.faults import faults_of, refused
from api.contract.problems import Problem
from api.contract.schemas import Params
from goals.database import Rows
from goals.errors import Fault
from goals.event_log import seen
from goals.instants import from_us, machine_now, to_us
from projections.answers import forms
from projections.answers.marks import RECORDED, Mark
from projections.answers.periods import LAST_BEFORE

SKEW = timedelta(minutes=5)
PINNED = "private, immutable, max-age=31536000"
FRESH = "private, no-cache"
PERSONAL = "private, no-store"
"""Of an answer that holds text which may be erased: nobody keeps it."""
MOST_DIGITS = 18

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class AsOf(fields.Field):
    """An instant, or a position: digits alone."""

    form: fields.Form = fields.json_schema(
        anyOf=[
            {"type": "string", "format": "date-time", "pattern": fields.INSTANT_PATTERN},
            {"type": "string", "pattern": "^[0-9]{1,18}$"},
        ],
        description="The state as the log knew it at this instant, or at this position (digits alone).",
    )

    def _deserialize(
        self, value: Any, attr: Any, data: Any, *, otherwise: str = "Or give a position, as digits alone.", **_: Any
    ) -> int | datetime:
        if isinstance(value, str) and value.isascii() and value.isdigit():
            if len(value) > MOST_DIGITS:
                raise refused("beyond-head", f"There is no such position: none has more than {MOST_DIGITS} digits.")
            return int(value)
        return _instant(value, otherwise)


def _instant(value: Any, otherwise: str) -> datetime:
    try:
        return fields.instant(value)
    except ValidationError as error:
        (fault,) = faults_of(error)
        raise refused(fault.code, f"{fault.detail} {otherwise}") from None


class Marked(fields.Field):
    """An instant, a position, or a day. Loads into a `Mark`."""

    form: fields.Form = fields.json_schema(
        anyOf=[
            {"type": "string", "format": "date-time", "pattern": fields.INSTANT_PATTERN},
            {"type": "string", "format": "date", "pattern": fields.DATE_PATTERN},
            {"type": "string", "pattern": "^[0-9]{1,18}$"},
        ],
        description="An instant, a day, or a position of the log (digits alone).",
    )

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> Mark:
        if isinstance(value, str) and _DAY.fullmatch(value) is not None:
            return fields.day(value)
        return AsOf()._deserialize(value, attr, data, otherwise="Or give a day, or a position, as digits alone.")


class MomentParams(Params):
    as_of = AsOf()
    on = fields.Date(metadata={"description": "The day in the world the question is about; else the day of `as_of`."})


@dataclass(frozen=True, kw_only=True)
class Moment:
    """`position` is the last one known; `as_of` the instant.

    `is_pinned` if the asker named what stays so for ever: a position, or an instant before the log's last event.
    `is_present` if the asker named none, `is_ticking` if it is then the machine's time, not a test workspace's clock.
    """

    position: int
    as_of: datetime
    on: date | None = None
    is_pinned: bool = False
    is_present: bool = False
    is_ticking: bool = False

    def caching(self, *, is_personal: bool, lasts: bool = False) -> str:
        """An answer `is_personal` where it holds, or may hold, a subject's text; it `lasts` where it stays so even
        unpinned."""
        if is_personal:
            return PERSONAL
        return PINNED if self.is_pinned or lasts else FRESH

    def passing(self, telling: Sequence[str]) -> dict[bytes, bytes]:
        """What an answer says of no more than when it was asked. `telling` are the members that show the clock."""
        names = [*(["as_of"] if self.is_present else []), *(telling if self.is_ticking else [])]
        shown = forms.instant(self.as_of)
        return {said: instead for name in names for said, instead in etags.member(name, shown).items()}


def asked(rows: Rows, workspace_id: str, params: Mapping[str, Any]) -> Moment:
    """The moment `as_of` and `on` name. Raises Problem where it lies in the future, or before the workspace."""
    head = seen(rows, workspace_id)
    assert head is not None, f"{workspace_id} has no log"
    position, clock = head
    now = machine_now() if clock is None else clock
    as_of, on = params.get("as_of"), params.get("on")
    if as_of is None:
        return Moment(position=position, as_of=now, on=on, is_present=True, is_ticking=clock is None)
    if isinstance(as_of, int):
        return Moment(position=as_of, as_of=_recorded(rows, workspace_id, as_of, position), on=on, is_pinned=True)
    if as_of > now + SKEW:
        shown = forms.instant(now)
        raise _no_such_moment("in-the-future", f"{as_of.isoformat()} is in the future: name an instant up to {shown}.")
    known = _last_by(rows, workspace_id, as_of)
    return Moment(position=known, as_of=as_of, on=on, is_pinned=known < position)


def absent(moment: Moment) -> Problem:
    return Problem("not-found", f"There is no such thing in this workspace, as of position {moment.position}.")


def _recorded(rows: Rows, workspace_id: str, position: int, head: int) -> datetime:
    if position > head:
        raise _no_such_moment(
            "beyond-head", f"There is no position {position} yet: the log ends at {head}. Name one up to that."
        )
    found = rows.one(RECORDED, workspace_id=workspace_id, position=position)
    if found is None:
        raise _before_the_workspace(rows, workspace_id)
    return from_us(found[0])


def _last_by(rows: Rows, workspace_id: str, instant: datetime) -> int:
    found = rows.one(LAST_BEFORE, workspace_id=workspace_id, instant=to_us(instant) + 1)
    if found is None:
        raise _before_the_workspace(rows, workspace_id)
    return int(found[0])


def _no_such_moment(code: str, detail: str) -> Problem:
    return Problem("no-such-moment", detail, [Fault("?as_of", code, detail)])


def _before_the_workspace(rows: Rows, workspace_id: str) -> Problem:
    first = rows.one(RECORDED, workspace_id=workspace_id, position=1)
    since = "" if first is None else f": it was opened at {forms.instant(from_us(first[0]))}, as position 1"
    return _no_such_moment("before-the-workspace", f"The workspace was not open then{since}.")

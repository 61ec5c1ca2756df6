"""Lists, page by page: `{"items": […], "next_cursor": …}`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from msgspec import Raw

from api.contract import cursors, fields
from api.contract.cursors import Cursors
from api.contract.faults import refused
from api.contract.moments import Moment
from api.contract.schemas import Params
from goals.instants import from_us, to_us
from projections.listing import Found, Order, Wanted

DEFAULT_LIMIT = 50
MOST_LIMIT = 1000


class Limit(fields.Field):
    form: fields.Form = fields.json_schema(type="integer", minimum=1, maximum=MOST_LIMIT, default=DEFAULT_LIMIT)

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:
            limit = int(value)
            if 1 <= limit <= MOST_LIMIT:
                return limit
        raise refused("out-of-range", f"Must be a whole number from 1 to {MOST_LIMIT}.")


class Sorted(fields.Field):
    """Up to `most` names separated by commas, each once; `-` before one for greatest first. Loads into Orders."""

    def __init__(self, names: Sequence[str], *, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._names = tuple(names)
        self._most = len(names) if most is None else most
        self.form = {
            "type": "string",
            "pattern": f"^{_each_once(self._names, self._most)}$",
            "maxLength": 200,
            "description": f"By any of {', '.join(names)}; `-` before a name puts its greatest first.",
        }

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> list[Order]:
        order = [(part.removeprefix("-"), part.startswith("-")) for part in str(value).split(",")]
        named = [name for name, _ in order]
        if not set(named) <= set(self._names):
            raise refused("unknown-word", f"Must name only: {', '.join(self._names)}.")
        if len(set(named)) != len(named):
            raise refused("twice", "Must name each only once.")
        if len(named) > self._most:
            raise refused("too-many", f"Must not name more than {self._most}.")
        return order


def _each_once(names: Sequence[str], most: int) -> str:
    """A pattern of any of the names, up to `most`, in any order."""
    ways = []
    for name in names:
        others = [other for other in names if other != name]
        ways.append(f"{name}(,{_each_once(others, most - 1)})?" if others and most > 1 else name)
    return f"-?({'|'.join(ways)})"


class ListParams(Params):
    limit = Limit(load_default=DEFAULT_LIMIT)
    cursor = fields.Line(pattern=cursors.PATTERN, most=4_000, looks="a next_cursor as it was given")


@dataclass(frozen=True, kw_only=True)
class Page:
    """The part of a list that is asked for. `order` has no id; `after` ends with one."""

    limit: int
    order: Sequence[Order] = ()
    after: Sequence[str | int] | None = None

    def wanted(self, filters: Mapping[str, str | int], columns: Mapping[str, str] | None = None) -> Wanted:
        """For `projections.listing`. `columns` are what a public name is sorted by, where it is called otherwise."""
        named = columns or {}
        order = [(named.get(name, name), descending) for name, descending in self.order]
        return Wanted(filters, order, self.after, self.limit)


@dataclass(frozen=True)
class Listed:
    """`items` as they are, or JSON already; `after` is what the next page begins after, None if this is the last."""

    items: Sequence[Mapping[str, Any] | Raw]
    after: Sequence[str | int] | None = None

    @classmethod
    def of(cls, found: tuple[Sequence[Mapping[str, Any]], Found]) -> "Listed":
        """From the items and what `projections.listing.page` found."""
        return cls(found[0], found[1].after)


def question(workspace_id: str, route: str, asked: Mapping[str, str]) -> str:
    """What a cursor is good for: this workspace, this list, and all that was asked but where and how much."""
    told = sorted((name, value) for name, value in asked.items() if name not in ("cursor", "limit"))
    return "\0".join((workspace_id, route, urlencode(told)))


def place(moment: Moment, after: Sequence[str | int]) -> list[Any]:
    """The moment belongs to the place, so that all pages tell of one state."""
    on = None if moment.on is None else moment.on.isoformat()
    return [moment.position, to_us(moment.as_of), on, list(after)]


def placed(read: Sequence[Any], *, is_pinned: bool) -> tuple[Moment, Sequence[str | int]]:
    """What `place` put together."""
    position, as_of, on, after = read
    day = None if on is None else date.fromisoformat(on)
    return Moment(position=position, as_of=from_us(as_of), on=day, is_pinned=is_pinned), after


def next_link(path: str, asked: Mapping[str, str], go_on: Mapping[str, str]) -> str:
    """`go_on` are the parameters that are other ones on the next page."""
    query = urlencode({**asked, **go_on})
    return f'<{path}?{query}>; rel="next"'


def opened(cursor_keeper: Cursors, cursor: str, about: str, *, is_pinned: bool) -> tuple[Moment, Sequence[str | int]]:
    """Raises Problem unless the cursor is for what is asked."""
    return placed(cursor_keeper.read(cursor, question=about), is_pinned=is_pinned)

"""Pages of what was put together as a whole, or is in the order of its positions."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.contract.pages import Listed, Page


def sliced(items: Sequence[Mapping[str, Any]] | None, page: Page) -> Listed | None:
    """The page of a list that is short, and the same for every page: its moment is pinned."""
    if items is None:
        return None
    first = 0 if page.after is None else int(page.after[0])
    last = first + page.limit
    return Listed(items[first:last], [last] if last < len(items) else None)


def position_after(page: Page) -> int | None:
    """Where a list in the order of positions goes on."""
    return None if page.after is None else int(page.after[0])


def positioned(found: tuple[Sequence[Mapping[str, Any]], int | None] | None) -> Listed | None:
    """From items and the position the next page begins after."""
    if found is None:
        return None
    items, after = found
    return Listed(items, None if after is None else [after])

"""Pages of what was put together as a whole, or is in the order of its positions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from api.contract.pages import Listed, Page

Item = TypeVar("Item")


def sliced(items: Sequence[Mapping[str, Any]] | None, page: Page) -> Listed | None:
    """The page of a list that is short, and the same for every page: its moment is pinned."""
    return told_sliced(items, page, lambda item: item)


def told_sliced(items: Sequence[Item] | None, page: Page, told: Callable[[Item], Mapping[str, Any]]) -> Listed | None:
    """As `sliced`, where telling takes longer than finding: what is not on the page is not told."""
    if items is None:
        return None
    first = 0 if page.after is None else int(page.after[0])
    last = first + page.limit
    return Listed([told(item) for item in items[first:last]], [last] if last < len(items) else None)


def position_after(page: Page) -> int | None:
    """Where a list in the order of positions goes on."""
    return None if page.after is None else int(page.after[0])


def positioned(found: tuple[Sequence[Mapping[str, Any]], int | None] | None) -> Listed | None:
    """From items and the position the next page begins after."""
    if found is None:
        return None
    items, after = found
    return Listed(items, None if after is None else [after])

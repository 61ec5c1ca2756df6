"""Where a workspace's read models are: on one of two sets of tables, its head says on which.

The other side is empty but while a rebuild fills it. Where they are on none, because they are still to be filled, no
statement about them is run: an empty answer would be believed. A statement is written for the first side's tables, and
turned to the side it runs on by their names.
"""

from collections.abc import Sequence

SIDES: Sequence[str] = ("a", "b")
FIRST = SIDES[0]
NONE = "none"
"""What the head says where the read models are on neither side."""
_MARK = "side_{}__"
_WRITTEN = _MARK.format(FIRST)


class Unfilled(Exception):
    """The read models of the workspace are still to be filled."""

    def __init__(self) -> None:
        super().__init__("The read models of this workspace are not filled: run `goalpost migrate`.")


def marked(name: str, side: str = FIRST) -> str:
    """What a table or an index of a read model is called in the database."""
    return _MARK.format(side) + name


def unmarked(name: str) -> str:
    """What people call it."""
    return name.removeprefix(_WRITTEN)


def is_sided(sql: str) -> bool:
    """Whether a statement, as written, names tables of a side."""
    return _WRITTEN in sql


def turned(sql: str, side: str) -> str:
    """The statement, as written, for the tables of a side. Raises Unfilled."""
    if side == NONE and is_sided(sql):
        raise Unfilled()
    return sql.replace(_WRITTEN, _MARK.format(side))


def other(side: str) -> str:
    first, second = SIDES
    return second if side == first else first

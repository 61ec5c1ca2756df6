"""How would it have gone without a retarget, or by the targets first agreed? Computed, and stored nowhere.

What was recorded stays so: readings, what was said, and how the retargets that are not left out were judged.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

from projections import retargets, trail
from projections.answers.asking import Asking
from projections.answers.errors import NoSuchRetarget, SupposedTwice
from projections.answers.trail import told
from projections.moves import Move
from projections.supposed import Supposition

NOTE = "Flags and effects of the retargets kept are as they were judged when recorded."


def suppose(asking: Asking, *, without: Sequence[str] = (), original: bool = False) -> Asking:
    """The same question where the retargets named by event were never made; or none of them, if `original`.

    Raises NoSuchRetarget for one not known at the position of the question, SupposedTwice where both are asked for.
    """
    if original and without:
        raise SupposedTwice
    if original:
        return replace(asking, supposing=Supposition(original=True))
    if not without:
        return asking
    moves = [_named(asking, event_id) for event_id in without]
    supposition = Supposition(
        without=frozenset(move.position for move in moves), goal_ids=frozenset(move.goal_id for move in moves)
    )
    return replace(asking, supposing=supposition)


@contextmanager
def supposed_in(
    snapshot: Callable[[], AbstractContextManager[Asking]], supposing: Supposition | None
) -> Iterator[Asking]:
    """A question that is opened anew, and supposes what was supposed before."""
    with snapshot() as asking:
        yield replace(asking, supposing=supposing)


def what_if(asking: Asking) -> dict[str, Any] | None:
    """What is supposed, JSON-ready; None if nothing is."""
    supposing = asking.supposing
    if supposing is None:
        return None
    moves = [trail.at(asking.rows, asking.workspace_id, position) for position in sorted(supposing.without)]
    return {
        "without": [told(asking, move) for move in moves if move is not None],
        "targets": "original" if supposing.original else None,
        "note": NOTE,
    }


def is_left_out(asking: Asking, position: int) -> bool:
    """Whether what was recorded at a position is a retarget that is supposed never to have been made."""
    supposing = asking.supposing
    if supposing is None:
        return False
    if not supposing.original:
        return position in supposing.without
    move = trail.at(asking.rows, asking.workspace_id, position)
    return move is not None and move.counted


def _named(asking: Asking, event_id: str) -> Move:
    position = retargets.position_of(asking.rows, asking.workspace_id, event_id, asking.position)
    move = None if position is None else trail.at(asking.rows, asking.workspace_id, position)
    if move is None:
        raise NoSuchRetarget(event_id)
    return move

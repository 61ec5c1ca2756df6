"""Which of a goal's retargets give a reason that others of the workspace give word for word?"""

from sqlalchemy import bindparam, func, select

from goals.database import Prepared
from goals.flags import raised
from goals.flags_of_changes import REPEATED, thin_text
from goals.vocabulary import FlagId, ReasonCode
from projections.answers.asking import Asking
from projections.answers.flags.sighting import Sighting, sighted
from projections.answers.held import never_made
from projections.trail import table

COUNTED = 100
"""So many repeats are counted, and no more: it takes no longer where the whole workspace uses the same words."""

_other = table.alias("other")
_with_the_same_words = (
    _other.c.workspace_id == table.c.workspace_id,
    _other.c.reason_digest == table.c.reason_digest,
    _other.c.position <= bindparam("position"),
)
_nth = select(_other.c.position).where(*_with_the_same_words).order_by(_other.c.position).limit(1).offset(REPEATED - 1)
_of_goal = (
    table.c.workspace_id == bindparam("workspace_id"),
    table.c.goal_id == bindparam("goal_id"),
    table.c.position <= bindparam("position"),
    table.c.reason_digest.is_not(None),
    table.c.effective_on <= bindparam("by"),
    _nth.scalar_subquery().is_not(None),
)
ANY = Prepared(select(table.c.position).where(*_of_goal).limit(1))
REPEATING = Prepared(select(table.c.position, table.c.reason_digest, table.c.reason_code).where(*_of_goal))
_same = (
    table.c.workspace_id == bindparam("workspace_id"),
    table.c.reason_digest == bindparam("digest"),
    table.c.position <= bindparam("position"),
)
_used = select(table.c.position).where(*_same).order_by(table.c.position).limit(COUNTED).subquery("used")
COUNT = Prepared(select(func.count()).select_from(_used))
FIRST = Prepared(select(table.c.position).where(*_same).order_by(table.c.position).limit(REPEATED))


def are_there(asking: Asking, goal_id: str) -> bool:
    without = never_made(asking, goal_id)
    if without:
        return any(row[0] not in without for row in asking.rows.all(REPEATING, **_about(asking, goal_id)))
    return asking.rows.one(ANY, **_about(asking, goal_id)) is not None


def of_goal(asking: Asking, goal_id: str) -> list[Sighting]:
    """R11, of each retarget that repeats one of the workspace's reasons; the first others are named.

    One whose code is `other` was flagged when it was recorded.
    """
    without = never_made(asking, goal_id)
    found = [
        (position, digest)
        for position, digest, code in asking.rows.all(REPEATING, **_about(asking, goal_id))
        if code != ReasonCode.OTHER.value and position not in without
    ]
    uses = {digest: _uses(asking, digest) for digest in dict.fromkeys(digest for _, digest in found)}
    return [each for position, digest in found for each in _sighted(uses[digest], position)]


def _uses(asking: Asking, digest: str) -> tuple[int, list[int]]:
    """On how many retargets these are the words, COUNTED of them at most; and where the first are."""
    about = {"workspace_id": asking.workspace_id, "digest": digest, "position": asking.position}
    counted = asking.rows.one(COUNT, **about)
    assert counted is not None
    return int(counted[0]), [int(row[0]) for row in asking.rows.all(FIRST, **about)]


def _sighted(uses: tuple[int, list[int]], position: int) -> list[Sighting]:
    counted, first = uses
    others = [each for each in first if each != position][: REPEATED - 1]
    return sighted(raised(FlagId.R11, thin_text, (), repeats=counted), *others, position)


def _about(asking: Asking, goal_id: str) -> dict[str, str | int]:
    by = asking.on.isoformat() if asking.is_on_given else "9999-12-31"
    return {"workspace_id": asking.workspace_id, "goal_id": goal_id, "position": asking.position, "by": by}

"""Which of a goal's retargets give a reason that others of the workspace give word for word?"""

from sqlalchemy import bindparam, func, select

from goals.database import Prepared
from goals.flags import raised
from goals.flags_of_changes import REPEATED, thin_text
from goals.vocabulary import FlagId, ReasonCode
from projections.answers.asking import Asking
from projections.answers.flags.sighting import Sighting, sighted
from projections.trail import table

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
COUNT = Prepared(select(func.count()).select_from(table).where(*_same))
FIRST = Prepared(select(table.c.position).where(*_same).order_by(table.c.position).limit(REPEATED))


def are_there(asking: Asking, goal_id: str) -> bool:
    return asking.rows.one(ANY, **_about(asking, goal_id)) is not None


def of_goal(asking: Asking, goal_id: str) -> list[Sighting]:
    """R11, of each retarget that repeats one of the workspace's reasons; the first others are named.

    One whose code is `other` was flagged when it was recorded.
    """
    return [
        each
        for position, digest, code in asking.rows.all(REPEATING, **_about(asking, goal_id))
        if code != ReasonCode.OTHER.value
        for each in _sighted(asking, position, digest)
    ]


def _sighted(asking: Asking, position: int, digest: str) -> list[Sighting]:
    about = {"workspace_id": asking.workspace_id, "digest": digest, "position": asking.position}
    counted = asking.rows.one(COUNT, **about)
    assert counted is not None
    first = [row[0] for row in asking.rows.all(FIRST, **about)]
    others = [each for each in first if each != position][: REPEATED - 1]
    return sighted(raised(FlagId.R11, thin_text, (), repeats=int(counted[0])), *others, position)


def _about(asking: Asking, goal_id: str) -> dict[str, str | int]:
    by = asking.on.isoformat() if asking.is_on_given else "9999-12-31"
    return {"workspace_id": asking.workspace_id, "goal_id": goal_id, "position": asking.position, "by": by}

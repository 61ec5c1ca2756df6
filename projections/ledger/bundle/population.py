"""What a sample is drawn from: every retarget selected, by the month in which it was recorded."""

from collections import Counter
from collections.abc import Iterator
from struct import Struct as Packing
from typing import IO

from sqlalchemy import Integer, bindparam, select

from goals.database import Prepared
from goals.goal.facts import GoalRetargeted
from goals.ledger.sampling import Member, stratum_of
from goals.tables import events
from projections.ledger.bundle.selection import Selection
from projections.ledger.bundle.stored import READ_TOGETHER, Reading, actor_of
from projections.trail import table as trail

TOPIC = GoalRetargeted.__struct_config__.tag
_FRAME = Packing(">Q32sH")

RETARGETS = Prepared(
    select(trail.c.position, events.c.leaf_hash, events.c.recorded_at, trail.c.goal_id, events.c.state)
    .select_from(
        trail.join(events, (events.c.workspace_id == trail.c.workspace_id) & (events.c.position == trail.c.position))
    )
    .where(
        trail.c.workspace_id == bindparam("workspace_id"),
        trail.c.position > bindparam("after"),
        trail.c.position <= bindparam("last"),
    )
    .order_by(trail.c.position)
    .limit(bindparam("most", type_=Integer))
)


class Population:
    """Kept on a disk, and read from there as often as one likes. `strata` are how many there are of each."""

    def __init__(self, file: IO[bytes]) -> None:
        self.strata: Counter[str] = Counter()
        self._file = file
        self._names: list[str] = []

    def fill(self, reading: Reading, workspace_id: str, selection: Selection) -> None:
        if selection.topics is not None and TOPIC not in selection.topics:
            return
        for member in _members(reading, workspace_id, selection):
            if member.stratum not in self.strata:
                self._names.append(member.stratum)
            self.strata[member.stratum] += 1
            self._file.write(_FRAME.pack(member.position, member.leaf, self._names.index(member.stratum)))

    def __iter__(self) -> Iterator[Member]:
        self._file.seek(0)
        while frame := self._file.read(_FRAME.size):
            position, leaf, stratum = _FRAME.unpack(frame)
            yield Member(position, leaf, self._names[stratum])

    def __len__(self) -> int:
        return self.strata.total()


def _members(reading: Reading, workspace_id: str, selection: Selection) -> Iterator[Member]:
    after = selection.first - 1
    while True:
        with reading() as rows:
            found = rows.all(RETARGETS, workspace_id=workspace_id, after=after, last=selection.last, most=READ_TOGETHER)
        for position, leaf, recorded_at, goal_id, state in found:
            is_of_goal = selection.goal_id is None or goal_id == selection.goal_id
            if is_of_goal and (selection.actor_id is None or actor_of(bytes(state)) == selection.actor_id):
                yield Member(position, bytes(leaf), stratum_of(recorded_at))
        if len(found) < READ_TOGETHER:
            return
        after = found[-1][0]

"""By when was somebody's text erased?"""

from sqlalchemy import bindparam, select

from goals.database import Prepared
from goals.identity import subject_stream
from goals.subject.facts import SubjectErased
from goals.tables import events
from projections.ledger.bundle.stored import Reading

MOST_KNOWN = 10_000

ERASED = Prepared(
    select(events.c.position, events.c.topic)
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.stream_id == bindparam("stream_id"),
        events.c.version > bindparam("after"),
    )
    .order_by(events.c.version)
)
TOPIC = SubjectErased.__struct_config__.tag


class Erasures:
    """Those recorded up to the position `last`."""

    def __init__(self, reading: Reading, workspace_id: str, last: int) -> None:
        self._reading = reading
        self._workspace_id = workspace_id
        self._last = last
        self._known: dict[str, list[int]] = {}

    def after(self, subject: str, position: int) -> int | None:
        """The position at which the subject's text of an event at `position` was erased; None where it is not."""
        return next((at for at in self._of(subject) if position < at <= self._last), None)

    def _of(self, subject: str) -> list[int]:
        if subject not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            stream_id = subject_stream(workspace_id=self._workspace_id, subject=subject)
            with self._reading() as rows:
                found = rows.all(ERASED, workspace_id=self._workspace_id, stream_id=stream_id, after=0)
            self._known[subject] = [position for position, topic in found if topic == TOPIC]
        return self._known[subject]

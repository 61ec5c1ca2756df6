"""By when was somebody's text erased?"""

from sqlalchemy import bindparam, select

from goals.database import Prepared
from goals.identity import subject_stream
from goals.subject.facts import SubjectErased
from goals.tables import events
from projections.ledger.bundle.sealed import SealedText, sealed_texts
from projections.ledger.bundle.selection import Selection
from projections.ledger.bundle.stored import Reading, selected

MOST_KNOWN, MOST_STREAMS = 10_000, 100

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
        self._begun: dict[str, dict[bytes, int]] = {}

    def of(self, text: SealedText, *, stream_id: str, position: int) -> int | None:
        """The position at which a text was erased that a stream's event at `position` has; None where it is not.

        What was proposed before, or said in what is edited, is as old as that.
        """
        known = self._of(text.subject)
        if known and known[0] < position:
            position = self._since(stream_id).get(text.digest, position)
        return next((at for at in known if position < at <= self._last), None)

    def _since(self, stream_id: str) -> dict[bytes, int]:
        """The position at which each sealed text of a stream came into it."""
        if stream_id not in self._begun:
            if len(self._begun) >= MOST_STREAMS:
                self._begun.clear()
            found = self._begun[stream_id] = {}
            selection = Selection(first=1, last=self._last, goal_id=stream_id)
            for page in selected(self._reading, self._workspace_id, selection):
                for record in page:
                    for text in sealed_texts(record.state):
                        found.setdefault(text.digest, record.position)
        return self._begun[stream_id]

    def _of(self, subject: str) -> list[int]:
        if subject not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            stream_id = subject_stream(workspace_id=self._workspace_id, subject=subject)
            with self._reading() as rows:
                found = rows.all(ERASED, workspace_id=self._workspace_id, stream_id=stream_id, after=0)
            self._known[subject] = [position for position, topic in found if topic == TOPIC]
        return self._known[subject]

"""Whether each stream's versions count from 1, in the order of the positions."""

from goals.database import Database, Rows
from projections.ledger.examining.places import sorted_out
from projections.ledger.examining.stored import STREAMS, VERSIONS
from projections.ledger.verifier.finding import Range

MOST = 1_000


def broken(database: Database, workspace_id: str, size: int) -> tuple[Range, ...]:
    """Positions of events that do not follow the version before them, the first MOST that are met."""
    found: list[Range] = []
    stream, version, position = "", 0, 0
    left = True
    while left:
        with database.reading() as rows:
            _keep_to_the_index(rows)
            some = rows.all(VERSIONS, workspace_id=workspace_id, stream_id=stream, version=version)
        for next_stream, next_version, next_position in some:
            if next_position > size:
                continue
            begins = next_stream != stream
            if next_version != (1 if begins else version + 1) or (not begins and next_position < position):
                found.append((next_position, next_position))
            stream, version, position = next_stream, next_version, next_position
        left = len(some) == STREAMS and len(found) < MOST
    return sorted_out(found)


def _keep_to_the_index(rows: Rows) -> None:
    """PostgreSQL, while it has no statistics of a log that has just grown, would sort the rest of it for each page."""
    if rows.dialect.name != "sqlite":
        rows.tell("SET LOCAL enable_sort = off")

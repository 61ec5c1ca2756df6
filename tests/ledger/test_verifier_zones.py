"""Which day it was depends on where: what is told of days is right wherever it could have been that day."""

from datetime import datetime

from projections.ledger.verifier.columns import COLUMNS
from projections.ledger.verifier.figuring import Figuring
from projections.ledger.verifier.observing import Stored
from projections.ledger.verifier.times import microseconds


def definition(end: str, tz: str) -> dict[str, object]:
    return {"span": {"start": "2023-01-01", "end": end, "tz": tz}, "window": {}}


def test_a_goal_moved_to_where_it_is_still_yesterday_is_held_to_what_it_was_held_to():
    """At 21:00 of 1 July in New York, from 2 July on; and what it is moved from five minutes later is not in force."""
    figuring = Figuring(whole=True)
    at = microseconds(datetime.fromisoformat("2023-07-02T01:00:00Z"))
    old, new = definition("2023-12-31", "UTC"), definition("2024-03-31", "America/New_York")
    told = {"effect": "incomparable", "days_to_deadline": "183", "window_elapsed": "0.4986"}
    row = tuple(told.get(name, "") for name in COLUMNS)
    for minutes, before in ((0, old), (5, new)):
        event = Stored(2, "goal", 1, "goal.retargeted.v1", at + minutes * 60_000_000, "", b"")
        figuring.moved(event, {"before": before, "after": new, "effective_on": "2023-07-02"}, [row] if minutes else [])
    assert list(figuring.judged()) == []

"""What is refused about acknowledging flags."""

from collections.abc import Sequence

from goals.errors import Refused, Unprocessable
from goals.vocabulary import FlagId


class FlagIsNotRaised(Refused):
    """Only what is raised can be acknowledged: this flag is not raised now, or by another event."""

    mend = "Read the goal's flags at `GET /v1/goals/{id}/flags`: each names the events that raised it."

    def __init__(self, flag: FlagId, event_id: str | None) -> None:
        by = "" if event_id is None else f" by the event {event_id}"
        super().__init__(f"{flag} is not raised{by} on this goal, so there is nothing to acknowledge.")


class FlagNeedsEvent(Unprocessable):
    """Several events raised the flag, and an acknowledgement is of one of them."""

    mend = "Give the `event_id` of the one that was looked at; `GET /v1/goals/{id}/flags` lists them."

    def __init__(self, flag: FlagId, events: Sequence[str]) -> None:
        super().__init__(
            f"{flag} is raised by {len(events)} events: name one of {', '.join(events)}.", pointer="/event_id"
        )

"""When a fact was so in the world, as far as it says."""

from datetime import date, datetime
from typing import Any

from goals.facts import Fact
from goals.window import day_start


def effective_at(fact: Fact, tz: str) -> datetime | None:
    """The instant a fact is about; a day begins at midnight in `tz`. None: when it was recorded."""
    about: Any = getattr(fact, "observed_at", None) or getattr(fact, "effective_on", None) or getattr(fact, "on", None)
    if isinstance(about, datetime):
        return about
    return day_start(about, tz) if isinstance(about, date) else None

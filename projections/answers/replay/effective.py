"""What took effect when, in the order in which it did?"""

from datetime import date

from goals.window import local_day
from projections.answers import feed
from projections.answers.asking import Asking


def first_day(asking: Asking, tz: str) -> date:
    opened = feed.at(asking, 1)
    assert opened.recorded_at is not None
    return local_day(opened.recorded_at, tz)

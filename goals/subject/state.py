"""What a subject's facts add up to."""

from typing import assert_never

from msgspec import Struct

from goals.subject.facts import HoldPlaced, HoldReleased, SubjectErased, SubjectFact


class Subject(Struct, frozen=True, kw_only=True):
    is_held: bool = False


def evolve(subject: Subject | None, fact: SubjectFact) -> Subject:
    """The subject after one more fact. Total: history is never refused."""
    match fact:
        case HoldPlaced():
            return Subject(is_held=True)
        case HoldReleased():
            return Subject()
        case SubjectErased():
            return Subject() if subject is None else subject
        case _:
            assert_never(fact)

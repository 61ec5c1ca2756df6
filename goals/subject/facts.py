"""What happens to a subject: a person by an opaque id, whose text is sealed under a key of its own.

Its facts stand in a stream of its own, and hold no name: who it is stands in the directory beside the keys.
"""

from msgspec import Struct

from goals.sealing import Text
from goals.vocabulary import ErasureGround


class SubjectErased(Struct, frozen=True, kw_only=True, tag_field="type", tag="subject.erased.v1"):
    """The key that opened all of its text so far is destroyed. `asked_by` is who wanted it, by an opaque id."""

    subject: str
    erasure_id: str
    ground: ErasureGround
    asked_by: str
    reason: Text


class HoldPlaced(Struct, frozen=True, kw_only=True, tag_field="type", tag="subject.hold-placed.v1"):
    """Its text is evidence: nothing of it is erased until the hold is released."""

    subject: str
    reason: Text


class HoldReleased(Struct, frozen=True, kw_only=True, tag_field="type", tag="subject.hold-released.v1"):
    """Its text may be erased again."""

    subject: str
    reason: Text


SubjectFact = SubjectErased | HoldPlaced | HoldReleased

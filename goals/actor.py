"""Who did something, by an opaque id: names and addresses are kept elsewhere."""

from msgspec import Struct

from goals.vocabulary import ActorType


class Actor(Struct, frozen=True, kw_only=True):
    """Who did it, by an opaque id."""

    type: ActorType
    id: str

"""What is stored under an older name is read as what it means today."""

from typing import Any

import msgspec

from goals.facts import Actor, Asked, Envelope, Event, Source
from goals.goal.facts import Commented, OwnerChanged
from goals.mapper import FactMapper
from goals.vocabulary import ActorType

ASKED = Asked(actor=Actor(type=ActorType.USER, id="ana"), source=Source(channel="http"))


def test_an_older_shape_is_brought_up_to_date_step_by_step() -> None:
    def renamed(fact: dict[str, Any]) -> dict[str, Any]:
        return {"type": "goal.handed-over.v2", "to": fact["who"]}

    def reworded(fact: dict[str, Any]) -> dict[str, Any]:
        return {"type": "goal.owner-changed.v1", "owner": fact["to"]}

    mapper = FactMapper({"goal.handed-over.v1": renamed, "goal.handed-over.v2": reworded})
    state = msgspec.json.encode(
        {"event_id": "e", "asked": ASKED, "fact": {"type": "goal.handed-over.v1", "who": "bob"}}
    )
    assert mapper.envelope("goal.handed-over.v1", state).fact == OwnerChanged(owner="bob")


def test_an_event_comes_back_as_it_was_stored() -> None:
    event = Event(
        stream_id="s", version=3, envelope=Envelope(event_id="e", asked=ASKED, fact=Commented(text="why now?"))
    )
    mapper = FactMapper()
    assert mapper.to_domain_event(mapper.to_stored_event(event)) == event


def test_the_stored_form_is_readable_without_us() -> None:
    event = Event(stream_id="s", version=1, envelope=Envelope(event_id="e", asked=ASKED, fact=Commented(text="é")))
    assert FactMapper().to_stored_event(event).state.decode() == (
        '{"event_id":"e","asked":{"actor":{"type":"user","id":"ana"},"source":{"channel":"http"}},'
        '"fact":{"type":"goal.commented.v1","text":"é"}}'
    )

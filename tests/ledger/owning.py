"""Ways to change a bundle, what each of them is called, and ways to cover it up without the key."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple
from uuid import UUID

from projections.ledger.verifier.finding import ALTERED, DELETED, INSERTED, REORDERED, TRUNCATED, Finding
from tests.ledger.made import Event, Files, in_bundle, leaf, unsigned, with_events

Events = list[Event]


class Tampered(NamedTuple):
    """`what` was done at `places`: one of these has to be named."""

    events: Events
    what: str
    places: tuple[int, ...]
    said: str = ""

    def is_named(self, found: list[Finding]) -> bool:
        """Exactly: nothing of another kind is said of the events."""
        named = [each for each in found if each.what in (ALTERED, DELETED, INSERTED, REORDERED, TRUNCATED)]
        positions = tuple(sorted(n for each in named for a, b in each.positions for n in range(a, b + 1)))
        right = all(each.what == self.what for each in named) and any(self.said in each.said for each in named)
        alternatives = [(place,) for place in self.places] if self.what == REORDERED else [self.places]
        return right and positions in alternatives


Tampering = Callable[[Random, Events], Tampered]
Covering = Callable[[Events], Events]


def _altered(name: str, changed: Callable[[Random, Event], object]) -> Tampering:
    def tampering(random: Random, events: Events) -> Tampered:
        at = random.randrange(len(events))
        told = {**events[at], name: changed(random, events[at])}
        return Tampered([*events[:at], told, *events[at + 1 :]], ALTERED, (at + 1,))

    return tampering


def _state(random: Random, event: Event) -> str:
    at = random.randrange(len(event["state"]))
    other = random.choice([each for each in "abc7é" if each != event["state"][at]])
    return str(event["state"][:at] + other + event["state"][at + 1 :])


def deleted(random: Random, events: Events) -> Tampered:
    first = random.randrange(len(events) - 1)
    last = min(first + random.choice((1, 1, 2, 7)), len(events) - 1)
    return Tampered(events[:first] + events[last:], DELETED, tuple(range(first + 1, last + 1)))


def truncated(random: Random, events: Events) -> Tampered:
    kept = random.randrange(len(events))
    return Tampered(events[:kept], TRUNCATED, tuple(range(kept + 1, len(events) + 1)))


def inserted(random: Random, events: Events) -> Tampered:
    at = random.randrange(len(events) + 1)
    like = random.choice(events)
    forged = {**like, "position": at + 1, "state": like["state"].replace("}", ',"forged":true}', 1)}
    return Tampered([*events[:at], forged, *events[at:]], INSERTED, (at + 1,))


def replayed(random: Random, events: Events) -> Tampered:
    at = random.randrange(len(events) + 1)
    copied = random.choice([each for each in events if each["position"] not in (at, at + 1)])
    told = [*events[:at], {**copied, "position": at + 1}, *events[at:]]
    return Tampered(told, INSERTED, (at + 1,), f"a copy of position {copied['position']},")


def reordered(random: Random, events: Events) -> Tampered:
    """Two neighbours that changed places are the same whichever of them was moved."""
    source, target = random.sample(range(len(events)), 2)
    left = events[:source] + events[source + 1 :]
    places = (source + 1, target + 1) if abs(source - target) == 1 else (source + 1,)
    return Tampered([*left[:target], events[source], *left[target:]], REORDERED, places)


TAMPERINGS: dict[str, Tampering] = {
    "altered state": _altered("state", _state),
    "altered type": _altered("topic", lambda random, event: event["topic"] + "x"),
    "altered id": _altered("stream_id", lambda random, event: str(UUID(int=random.getrandbits(128)))),
    "altered version": _altered("version", lambda random, event: event["version"] + random.choice((-1, 1, 1000))),
    "altered position": _altered("position", lambda random, event: event["position"] + random.choice((-1, 1, 1000))),
    "altered time": _altered("recorded_at", lambda random, event: event["recorded_at"] + random.choice((-1, 1, 10**9))),
    "deleted": deleted,
    "truncated": truncated,
    "inserted": inserted,
    "replayed": replayed,
    "reordered": reordered,
}


def as_it_is(events: Events) -> Events:
    return events


def renumbered(events: Events) -> Events:
    """Counted anew, as if nothing were missing."""
    return [{**each, "position": n} for n, each in enumerate(events, 1)]


def tampered(random: Random, files: Files, name: str, *, covering: Covering, again: bool) -> tuple[Files, Tampered]:
    """`again` makes the manifest anew, without the key."""
    done = TAMPERINGS[name](random, in_bundle(files))
    changed = with_events(files, covering(done.events))
    return (unsigned(changed) if again else changed), done


def rewritten(files: Files, told: Events) -> Files:
    """With leaf hashes computed anew from the events, counted anew, and a manifest without the key."""
    counted = renumbered(told)
    return unsigned({**with_events(files, counted), "leaves.bin": b"".join(map(leaf, counted))})

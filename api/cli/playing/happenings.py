"""What happened since the frame before, in a few lines."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from rich.text import Text

from api.cli.shown import actor, changed, visible, words

Told = Mapping[str, Any]
Named = Callable[[Told], str]
"""What an event is about."""

HEADING = "bold"
ASIDE = "dim"
INDENT = 18
WIDEST_SUBJECT = 40
MOVED = ("retarget", "reschedul", "rescop", "dropped")
"""By these words in the type of an event, a goalpost was moved."""


def lines(frame: Told, named: Named, *, height: int) -> list[Text]:
    """At most `height` of them: each event with who, what it changed, before and after, and why; in two lines each,
    where there is room for that."""
    events = frame["events"]
    count = len(events) + frame["events_left_out"]
    if height < 1 or count == 0:
        return []
    heading = Text(f"Since the frame before: {count:,} event{'' if count == 1 else 's'}", HEADING)
    room = height - 1
    if 2 * count <= room:
        return [heading, *(line for event in events for line in _in_two(event, named))]
    fitting = count if count <= room else max(room - 1, 0)
    shown = [_in_one(event, named) for event in islice(events, fitting)]
    more = [Text(f"… and {count - len(shown):,} more", ASIDE)] if len(shown) < count else []
    return [heading, *shown, *more][:height]


def _in_two(event: Told, named: Named) -> list[Text]:
    details = _details(event)
    first = _begun(event).append(visible(named(event)))
    return [first, Text(" " * INDENT).append(details)] if details else [first]


def _in_one(event: Told, named: Named) -> Text:
    details = _details(event)
    subject = Text(visible(named(event)))
    if details:
        subject.truncate(WIDEST_SUBJECT, overflow="ellipsis")
    return _begun(event).append_text(subject).append(f": {details}" if details else "")


def _begun(event: Told) -> Text:
    """When, who, and what was done."""
    kind = visible(words(".".join(event["type"].split(".")[1:-1]).replace(".", " ").replace("-", " ")))
    return Text.assemble(
        (f"{event['recorded_at'][:16].replace('T', ' ')}  ", ASIDE),
        (f"{visible(_who(event))}  ", "cyan"),
        ("supposed never to have been: " if event.get("left_out") else "", "italic magenta"),
        (f"{kind}  ", "bold yellow" if any(word in kind for word in MOVED) else "bold"),
    )


def _details(event: Told) -> str:
    reason = ": ".join(each for each in (words(event["reason_code"] or ""), event["reason"]) if each)
    return visible(" · ".join((*changed(event["changes"]), *((reason,) if reason else ()))))


def _who(event: Told) -> str:
    behalf = event["on_behalf_of"]
    return actor(event["actor"]) + ("" if behalf is None else f" for {behalf}")
